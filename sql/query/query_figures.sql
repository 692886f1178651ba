-- $1 acting unit, $2 a unit (NULL = all of the organisation, and together), $3 from, $4 to, $5 limit, $6 cursor: rows before. What happened, how often, how long it took: for
-- leaders and auditors of the organisation (L10). Nothing of fewer than five citizens is shown, nor what would tell it by subtraction: all units together where one
-- unit alone is hidden, a longer period where one of its quarters alone is, how many were late where fewer than five were, or were not.
WITH own AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($2::text IS NULL OR p.id = $2::text)),
counted AS MATERIALIZED (
    SELECT m.party, m.kind, m.code, m.rule, m.course, date_trunc('quarter', m.at AT TIME ZONE 'Europe/Copenhagen') AS quarter, m.gross_ms, m.gross_ms - m.paused_ms AS net_ms,
           m.paused_ms > 0 AS is_paused, m.is_late
      FROM own JOIN stafet.measure m ON m.party = own.id
     WHERE m.at >= ($3::text)::timestamptz AND m.at < ($4::text)::timestamptz),
figure AS (
    SELECT c.party COLLATE "C" AS party, c.kind, c.code, c.rule COLLATE "C" AS rule, count(*) AS count, count(DISTINCT c.course) AS citizens,
           count(*) FILTER (WHERE c.is_late) AS late, count(DISTINCT c.course) FILTER (WHERE c.is_late) AS citizens_late,
           count(DISTINCT c.course) FILTER (WHERE NOT c.is_late) AS citizens_in_time, count(*) FILTER (WHERE c.is_paused) AS paused,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY c.gross_ms) AS median_gross_ms, percentile_disc(0.5) WITHIN GROUP (ORDER BY c.net_ms) AS median_net_ms,
           percentile_disc(0.9) WITHIN GROUP (ORDER BY c.gross_ms) AS ninth_gross_ms
      FROM counted c
     GROUP BY GROUPING SETS ((c.party, c.kind, c.code, c.rule), (c.kind, c.code, c.rule))),
quarter_cell AS (
    SELECT c.party COLLATE "C" AS party, c.kind, c.code, c.rule COLLATE "C" AS rule, c.quarter, count(DISTINCT c.course) AS citizens
      FROM counted c
     GROUP BY GROUPING SETS ((c.party, c.kind, c.code, c.rule, c.quarter), (c.kind, c.code, c.rule, c.quarter))),
-- Hidden parts of a sum are safe when there are none, or several that hold five together.
over_time AS (
    SELECT q.party, q.kind, q.code, q.rule, count(*) = 1 OR count(*) FILTER (WHERE q.citizens < 5) = 0
               OR (count(*) FILTER (WHERE q.citizens < 5) > 1 AND sum(q.citizens) FILTER (WHERE q.citizens < 5) >= 5) AS is_safe
      FROM quarter_cell q
     GROUP BY q.party, q.kind, q.code, q.rule),
judged AS (
    SELECT f.*, f.citizens >= 5 AND t.is_safe AS is_shown
      FROM figure f JOIN over_time t ON t.party IS NOT DISTINCT FROM f.party AND t.kind = f.kind AND t.code = f.code AND t.rule = f.rule),
over_units AS (
    SELECT j.kind, j.code, j.rule, count(*) FILTER (WHERE NOT j.is_shown) = 0
               OR (count(*) FILTER (WHERE NOT j.is_shown) > 1 AND sum(j.citizens) FILTER (WHERE NOT j.is_shown) >= 5) AS is_safe
      FROM judged j
     WHERE j.party IS NOT NULL
     GROUP BY j.kind, j.code, j.rule),
shown AS (
    SELECT j.*, j.is_shown AND (j.party IS NOT NULL OR u.is_safe) AS is_told,
           row_number() OVER (ORDER BY j.party NULLS FIRST, j.kind, j.code, j.rule) AS place
      FROM judged j JOIN over_units u ON u.kind = j.kind AND u.code = j.code AND u.rule = j.rule
     WHERE j.party IS NOT NULL OR $2::text IS NULL)
SELECT s.party, s.kind, CASE s.kind WHEN 1 THEN s.code END AS message, CASE s.kind WHEN 2 THEN s.code / 100 END AS flow, CASE s.kind WHEN 2 THEN s.code END AS state,
       nullif(s.rule, '') AS rule, NOT s.is_told AS few, CASE WHEN s.is_told THEN s.count END AS count,
       CASE WHEN s.is_told AND s.kind = 3 AND (s.citizens_late = 0 OR s.citizens_late >= 5) AND (s.citizens_in_time = 0 OR s.citizens_in_time >= 5) THEN s.late END AS late,
       CASE WHEN s.is_told AND s.kind = 3 THEN s.median_gross_ms END AS median_gross_ms, CASE WHEN s.is_told AND s.kind = 3 THEN s.median_net_ms END AS median_net_ms,
       CASE WHEN s.is_told AND s.kind = 3 THEN s.ninth_gross_ms END AS ninth_gross_ms, CASE WHEN s.is_told AND s.kind = 3 THEN s.paused END AS paused,
       s.place AS _cursor
  FROM shown s
 WHERE s.place > coalesce(($6::text)::int8, 0)
 ORDER BY s.place
 LIMIT ($5::text)::int4
