-- What must always be true of the store, and what the schema cannot say: one row a check. Counts, and the first course that is wrong. The chain is checked on
-- the last five entries of the 200 courses opened last; whole chains are the auditor's to verify.
WITH settings AS (
    SELECT string_agg(s.name || ' is ' || s.setting, ', ' ORDER BY s.name) AS wrong
      FROM pg_settings s
     WHERE (s.name IN ('fsync', 'full_page_writes') AND s.setting <> 'on')
        OR (s.name = 'synchronous_commit' AND s.setting NOT IN ('on', 'remote_apply'))
        OR (s.name = 'data_sync_retry' AND s.setting <> 'off')
        OR (s.name = 'server_encoding' AND s.setting <> 'UTF8')),
newest AS MATERIALIZED (
    SELECT n.course, n.seq, n.hash, n.entry
      FROM (SELECT c.id FROM stafet.course c ORDER BY c.opened_at DESC LIMIT 200) recent
     CROSS JOIN LATERAL (SELECT e.course, e.seq, e.hash, e.entry FROM stafet.entry e WHERE e.course = recent.id ORDER BY e.seq DESC LIMIT 5) n),
found (check_name, course) AS (
    SELECT 'course_holder', c.id FROM stafet.course c WHERE c.is_open AND NOT EXISTS (SELECT FROM stafet.party p WHERE p.id = c.holder)
    UNION ALL
    SELECT 'course_deadline', c.id FROM stafet.course c WHERE c.is_open AND NOT EXISTS (SELECT FROM stafet.deadline d WHERE d.course = c.id)
    UNION ALL
    SELECT 'flow_deadline', f.course FROM stafet.flow f
     WHERE f.is_open AND NOT EXISTS (SELECT FROM stafet.deadline d WHERE d.course = f.course AND d.flow = f.id)
    UNION ALL
    SELECT 'delivery_entry', d.course FROM stafet.delivery d WHERE NOT EXISTS (SELECT FROM stafet.entry e WHERE e.course = d.course AND e.seq = d.seq)
    UNION ALL
    SELECT 'offer_course', o.course FROM stafet.offer o
     WHERE o.is_open AND NOT EXISTS (SELECT FROM stafet.course c WHERE c.id = o.course AND c.duty = 2)
    UNION ALL
    SELECT 'chain', n.course FROM newest n
     WHERE n.hash <> sha256('\x00'::bytea || n.entry)
        OR (n.seq > 1 AND NOT EXISTS (SELECT FROM stafet.entry b WHERE b.course = n.course AND b.seq = n.seq - 1 AND position(b.hash IN n.entry) > 0)))
SELECT 'settings' AS "check", s.wrong IS NULL AS ok, coalesce(s.wrong, 'durable') AS detail FROM settings s
UNION ALL
SELECT k.name, count(f.course) = 0, CASE count(f.course) WHEN 0 THEN k.good ELSE count(f.course) || k.bad || ', first on ' || min(f.course::text) END
  FROM (VALUES ('course_holder', 'every open course has a holder that is registered', ' open courses without a registered holder'),
               ('course_deadline', 'every open course has a deadline', ' open courses without a deadline'),
               ('flow_deadline', 'every open flow has a deadline', ' open flows without a deadline'),
               ('delivery_entry', 'every delivery has its entry', ' deliveries of entries that are not there'),
               ('offer_course', 'every open offer is of a course that is offered', ' open offers of courses that are not offered'),
               ('chain', 'hashes and order of the newest entries are right', ' entries that do not follow from the one before')) AS k(name, good, bad)
  LEFT JOIN found f ON f.check_name = k.name
 GROUP BY k.name, k.good, k.bad
