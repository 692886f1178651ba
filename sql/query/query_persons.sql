-- $1 unit (NULL = all), $2 limit, $3–$4 cursor: unit, id.
SELECT p.id, p.party, p.name, p.role, nullif(p.phone, '') AS phone,
       to_char(p.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
       to_char(p.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       concat_ws('/', p.party, p.id) AS _cursor
  FROM stafet.person p
 WHERE ($1::text IS NULL OR p.party = $1::text)
   AND ($3::text IS NULL OR (p.party COLLATE "C", p.id COLLATE "C") > ($3::text, $4::text))
 ORDER BY p.party COLLATE "C", p.id COLLATE "C"
 LIMIT ($2::text)::int4
