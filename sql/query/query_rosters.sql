-- $1 unit (NULL = all), $2 limit, $3–$6 cursor: unit, begin (µs), role, person. Lines that are over are left out.
SELECT r.party, r.role AS duty, r.person,
       to_char(r.begins AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "from",
       to_char(r.ends AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "to",
       concat_ws('/', r.party, (extract(epoch FROM r.begins) * 1000000)::int8, r.role, r.person) AS _cursor
  FROM stafet.roster r
 WHERE ($1::text IS NULL OR r.party = $1::text)
   AND r.ends > (SELECT stafet.time())
   AND ($3::text IS NULL OR (r.party COLLATE "C", r.begins, r.role, r.person COLLATE "C") >
        ($3::text, timestamptz 'epoch' + ($4::text)::int8 * interval '1 microsecond', ($5::text)::int8, $6::text))
 ORDER BY r.party COLLATE "C", r.begins, r.role, r.person COLLATE "C"
 LIMIT ($2::text)::int4
