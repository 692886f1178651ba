-- $1 public key in hex: all its grants are over; what was revoked before keeps its time → the rows.
UPDATE stafet.grant_key SET revoked_at = coalesce(revoked_at, stafet.time()) WHERE public_key = decode($1::text, 'hex')
RETURNING encode(public_key, 'hex') AS public_key, party, rights & 1 <> 0 AS send, rights & 2 <> 0 AS receive, rights & 4 <> 0 AS metadata,
    rights & 8 <> 0 AS bodies, rights & 16 <> 0 AS admin, nullif(label, '') AS label,
    to_char(revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS revoked_at
