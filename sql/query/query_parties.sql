-- $1 an id, kind, organisation or municipality (NULL = all), $2 limit, $3 cursor: id.
SELECT p.id, p.kind, p.name, p.organisation, p.municipality, nullif(p.cvr, '') AS cvr, nullif(p.sor, '') AS sor, nullif(p.gln, '') AS gln,
       p.may_hold, p.around_the_clock, nullif(p.cover, '') AS cover, nullif(p.fallback, '') AS fallback, nullif(p.phone, '') AS phone,
       to_char(p.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
       to_char(p.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       coalesce(n.connected, false) AS connected, to_char(n.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS connected_since,
       to_char(n.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last_seen,
       p.id AS _cursor
  FROM stafet.party p LEFT JOIN stafet.present n ON n.party = p.id
 WHERE ($1::text IS NULL OR $1::text IN (p.id, p.kind, p.organisation, p.municipality))
   AND ($3::text IS NULL OR p.id > $3::text COLLATE "C")
 ORDER BY p.id COLLATE "C"
 LIMIT ($2::text)::int4
