-- $1 acting unit, $2 a unit from which it should have come (NULL = any), $3 overdue ones only, $4 limit, $5 cursor: how many rows were given, $6 as an auditor, $7 as one who leads or
-- audits. What should have come and has not, with its age: every running clock (the rules put one on each open state, L5), every delivery that is not acknowledged, every referral that
-- waits without an early effort. Of courses that the unit holds, decides or is awaited in, one by one; of the rest of its organisation's, for who leads, counts without a course (L10).
WITH me AS MATERIALIZED (SELECT p.organisation FROM stafet.party p WHERE p.id = $1::text),
own AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN me ON me.organisation = p.organisation),
now AS MATERIALIZED (SELECT stafet.time() AS at),
missing (what, party, course, flow, since, due, is_overdue) AS (
    SELECT d.rule, d.awaited, d.course, d.flow, d.anchor_at, d.due_at, d.due_at <= now.at FROM now CROSS JOIN stafet.deadline d WHERE d.paused_until IS NULL
    UNION ALL
    SELECT 'delivery', d.party, d.course, NULL, e.at, NULL, e.at <= now.at - interval '30 minutes'
      FROM now CROSS JOIN stafet.delivery d JOIN stafet.entry e ON e.course = d.course AND e.seq = d.seq
    UNION ALL
    SELECT 'no_early_effort', f.awaited, f.course, f.id, f.opened_at, NULL, false
      FROM stafet.flow f WHERE f.is_open AND f.kind = 3 AND NOT EXISTS (SELECT FROM stafet.flow o WHERE o.course = f.course AND o.kind = 2)),
found AS (
    SELECT m.*, c.municipality, c.confidential, f.kind, f.state,
           $1::text IN (c.holder, c.authority, m.party) OR (($6::text)::bool AND c.authority IN (SELECT id FROM own)) AS is_seen
      FROM missing m JOIN stafet.course c ON c.id = m.course LEFT JOIN stafet.flow f ON f.course = m.course AND f.id = m.flow
     WHERE ($2::text IS NULL OR m.party = $2::text) AND (NOT ($3::text)::bool OR m.is_overdue)
       AND ($1::text IN (c.holder, c.authority, m.party) OR (($7::text)::bool AND c.authority IN (SELECT id FROM own)))),
shown AS (
    SELECT f.what, f.party, f.municipality, f.kind AS flow, f.state, floor(extract(epoch FROM now.at - f.since) / 60)::int8 AS age_minutes, f.is_overdue AS overdue,
           f.since, f.due, f.course, NULL::int8 AS count
      FROM now CROSS JOIN found f WHERE f.is_seen
    UNION ALL
    SELECT f.what, f.party, f.municipality, f.kind, f.state, (floor(extract(epoch FROM max(now.at - f.since)) / 86400) * 1440)::int8, f.is_overdue, NULL, NULL, NULL, count(*)
      FROM now CROSS JOIN found f WHERE NOT f.is_seen GROUP BY f.what, f.party, f.municipality, f.kind, f.state, f.is_overdue),
numbered AS (
    SELECT s.*, row_number() OVER (ORDER BY s.overdue DESC, s.age_minutes DESC, s.what, s.party, s.course, s.flow, s.state) AS place FROM shown s)
SELECT n.what, n.party, n.municipality, n.flow, n.state, n.age_minutes, n.overdue,
       to_char(n.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
       to_char(n.due AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due,
       n.course AS course_id, n.count, n.place AS _cursor
  FROM numbered n
 WHERE $5::text IS NULL OR n.place > ($5::text)::int8
 ORDER BY n.place
 LIMIT ($4::text)::int4
