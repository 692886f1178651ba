SELECT public_key, party, rights, label, revoked_at FROM stafet.grant_key ORDER BY public_key, party
