-- $1 an offer, unit, organisation or municipality (NULL = all), $2 limit, $3 cursor: offer. An offer that never told has no figures.
SELECT o.id AS offer, o.party, c.total, c.free, c.reserved, c.waiting_days,
       to_char(c.next_free AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_free,
       to_char(c.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS as_of, c.told_by,
       (SELECT stafet.time()) - c.as_of >= CASE WHEN o.acute THEN interval '1 day' ELSE interval '7 days' END AS stale, o.acute,
       o.id AS _cursor
  FROM stafet.offer_record o JOIN stafet.party p ON p.id = o.party LEFT JOIN stafet.capacity c ON c.offer = o.id
 WHERE ($1::text IS NULL OR $1::text IN (o.id, o.party, p.organisation, p.municipality))
   AND (o.valid_to IS NULL OR o.valid_to > (SELECT stafet.time()))
   AND ($3::text IS NULL OR o.id > $3::text COLLATE "C")
 ORDER BY o.id COLLATE "C"
 LIMIT ($2::text)::int4
