-- $1 a route, municipality, service or unit (NULL = all), $2 limit, $3-$4 cursor: id, version; $5 also versions that are over.
SELECT r.id, r.version, r.municipality, r.service, r.flow, nullif(array_to_string(r.paragraphs, ','), '') AS paragraphs, nullif(r.kle, '') AS kle,
       nullif(array_to_string(r.target_groups, ','), '') AS target_groups, nullif(r.hours, '') AS hours, nullif(r.to_party, '') AS to_party, nullif(r.to_kind, '') AS to_kind,
       nullif(r.note, '') AS note,
       to_char(r.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
       to_char(r.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       to_char(r.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS set_at, r.set_by,
       r.valid_from <= (SELECT stafet.time()) AND (r.valid_to IS NULL OR r.valid_to > (SELECT stafet.time())) AS in_force,
       concat_ws('/', r.id, r.version) AS _cursor
  FROM stafet.route r
 WHERE ($1::text IS NULL OR $1::text IN (r.id, r.municipality, r.service, r.to_party))
   AND (($5::text)::bool OR r.valid_to IS NULL OR r.valid_to > (SELECT stafet.time()))
   AND ($3::text IS NULL OR (r.id COLLATE "C", r.version) > ($3::text, ($4::text)::int8))
 ORDER BY r.id COLLATE "C", r.version
 LIMIT ($2::text)::int4
