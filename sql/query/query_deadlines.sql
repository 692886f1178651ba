-- $1 acting unit, $2 awaited unit (NULL = any), $3 overdue ones only, $4 limit, $5–$7 cursor: due (µs), course, number, $8 as an auditor of
-- the organisation. Those of courses that the unit holds, decides or audits, and on others those that await the unit itself (L10). What stands still
-- is overdue only when it was before.
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($8::text)::bool),
now AS MATERIALIZED (SELECT stafet.time() AS at)
SELECT d.course AS course_id, d.rule, f.kind AS flow,
       to_char(d.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due, d.awaited, d.step,
       to_char(d.fire_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_step_at,
       c.holder, d.due_at <= coalesce(d.paused_at, now.at) AS overdue,
       to_char(d.paused_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS paused_until,
       nullif(d.flow, '00000000-0000-0000-0000-000000000000'::uuid) AS flow_id,
       concat_ws('/', (extract(epoch FROM d.due_at) * 1000000)::int8, d.course, d.number) AS _cursor
  FROM now CROSS JOIN stafet.deadline d JOIN stafet.course c ON c.id = d.course
  LEFT JOIN stafet.flow f ON f.course = d.course AND f.id = d.flow
 WHERE ($2::text IS NULL OR d.awaited = $2::text)
   AND (NOT ($3::text)::bool OR d.due_at <= coalesce(d.paused_at, now.at))
   AND ($5::text IS NULL OR (d.due_at, d.course, d.number) >
        (timestamptz 'epoch' + ($5::text)::int8 * interval '1 microsecond', ($6::text)::uuid, ($7::text)::int8))
   AND ($1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited) OR d.awaited = $1::text)
 ORDER BY d.due_at, d.course, d.number
 LIMIT ($4::text)::int4
