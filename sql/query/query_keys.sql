-- $1 unit (NULL = all), $2 limit, $3–$4 cursor: key in hex, unit.
SELECT encode(g.public_key, 'hex') AS public_key, g.party,
       g.rights & 1 <> 0 AS send, g.rights & 2 <> 0 AS receive, g.rights & 4 <> 0 AS metadata, g.rights & 8 <> 0 AS bodies, g.rights & 16 <> 0 AS admin,
       nullif(g.label, '') AS label,
       to_char(g.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS revoked_at,
       concat_ws('/', encode(g.public_key, 'hex'), g.party) AS _cursor
  FROM stafet.grant_key g
 WHERE ($1::text IS NULL OR g.party = $1::text)
   AND ($3::text IS NULL OR (g.public_key, g.party COLLATE "C") > (decode($3::text, 'hex'), $4::text))
 ORDER BY g.public_key, g.party COLLATE "C"
 LIMIT ($2::text)::int4
