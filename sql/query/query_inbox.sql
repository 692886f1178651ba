-- $1 the unit whose inbox it is, $2 limit, $3–$5 cursor: time (µs), course, seq. Deliveries that are not acknowledged, the oldest first.
-- Columns with _ are for the broker: awaited and due stand in the entry.
SELECT d.course AS course_id, d.seq, e.type, e.party AS "from",
       to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
       CASE WHEN d.incarnation <> 0 AND d.sent_count > 0 THEN 'sent' ELSE 'waiting' END AS state,
       d.sent_count, e.entry AS _entry,
       concat_ws('/', (extract(epoch FROM e.at) * 1000000)::int8, d.course, d.seq) AS _cursor
  FROM stafet.delivery d JOIN stafet.entry e ON e.course = d.course AND e.seq = d.seq
 WHERE d.party = $1::text
   AND ($3::text IS NULL OR (e.at, d.course, d.seq) >
        (timestamptz 'epoch' + ($3::text)::int8 * interval '1 microsecond', ($4::text)::uuid, ($5::text)::int8))
 ORDER BY e.at, d.course, d.seq
 LIMIT ($2::text)::int4
