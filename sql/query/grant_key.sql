-- $1 public key in hex, $2 unit, $3 rights, $4 label (NULL keeps what stands). The grant stands in force, also when it was revoked before → the row.
INSERT INTO stafet.grant_key AS g (public_key, party, rights, label)
VALUES (decode($1::text, 'hex'), $2::text, ($3::text)::int4, coalesce($4::text, ''))
ON CONFLICT (public_key, party) DO UPDATE SET rights = excluded.rights, label = coalesce($4::text, g.label), revoked_at = NULL
RETURNING encode(public_key, 'hex') AS public_key, party, rights & 1 <> 0 AS send, rights & 2 <> 0 AS receive, rights & 4 <> 0 AS metadata,
    rights & 8 <> 0 AS bodies, rights & 16 <> 0 AS admin, nullif(label, '') AS label, NULL::text AS revoked_at
