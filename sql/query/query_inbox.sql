-- $1 the unit whose inbox it is, $2 limit, $3–$5 cursor: time (µs), course, seq. Deliveries that are not acknowledged, the oldest first, each with what its flow
-- awaits now: what stood in the entry may be over. The flow is the open one whose id stands in the entry (field 13, 16 bytes).
SELECT d.course AS course_id, d.seq, e.type, e.party AS "from",
       to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
       CASE WHEN d.incarnation <> 0 AND d.sent_count > 0 THEN 'sent' ELSE 'waiting' END AS state,
       d.sent_count, f.awaited,
       (SELECT to_char(min(t.due_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM stafet.deadline t WHERE t.course = d.course AND t.flow = f.id) AS due,
       concat_ws('/', (extract(epoch FROM e.at) * 1000000)::int8, d.course, d.seq) AS _cursor
  FROM stafet.delivery d JOIN stafet.entry e ON e.course = d.course AND e.seq = d.seq
  LEFT JOIN stafet.flow f ON f.course = d.course AND f.is_open AND position('\x6a10'::bytea || uuid_send(f.id) IN e.entry) > 0
 WHERE d.party = $1::text
   AND ($3::text IS NULL OR (e.at, d.course, d.seq) >
        (timestamptz 'epoch' + ($3::text)::int8 * interval '1 microsecond', ($4::text)::uuid, ($5::text)::int8))
 ORDER BY e.at, d.course, d.seq
 LIMIT ($2::text)::int4
