-- $1 acting unit, $2 course, $3 limit, $4–$6 cursor: time (µs), chain, seq, $7 as an auditor of the organisation. Who has looked at a course, for its
-- holder, its authority and the auditor (L10). Columns with _ are for the broker: who and why stand in the entry.
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($7::text)::bool)
SELECT to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, j.course AS course_id, j.entry AS _entry,
       concat_ws('/', (extract(epoch FROM j.at) * 1000000)::int8, j.chain, j.seq) AS _cursor
  FROM stafet.course c JOIN stafet.journal j ON j.course = c.id AND j.kind = 11
 WHERE c.id = ($2::text)::uuid
   AND ($1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited))
   AND ($4::text IS NULL OR (j.at, j.chain, j.seq) >
        (timestamptz 'epoch' + ($4::text)::int8 * interval '1 microsecond', ($5::text)::uuid, ($6::text)::int8))
 ORDER BY j.at, j.chain, j.seq
 LIMIT ($3::text)::int4
