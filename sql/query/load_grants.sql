-- → every grant, also revoked ones: a revoked key is told so.
SELECT public_key, party, rights, label, revoked_at FROM stafet.grant_key ORDER BY public_key, party
