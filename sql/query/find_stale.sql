-- $1 now, $2 limit → records that were not confirmed and places that were not told for so long that their unit is to be reminded (DIR-1), and was not yet: once for each 30 days,
-- 7 days, or day of an acute offer.
SELECT s.rule, s.party, s.about, to_char(s.anchor AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS anchor, s.step,
       to_char(s.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due_at
  FROM (SELECT 'DIR-1' AS rule, o.party, o.id AS about, o.confirmed_at AS anchor, n.step, o.confirmed_at + n.step * interval '30 days' AS due_at
          FROM stafet.offer_record o CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM ($1::text)::timestamptz - o.confirmed_at) / (30 * 86400))::int4 AS step) n
         WHERE o.confirmed_at <= ($1::text)::timestamptz - interval '30 days' AND (o.valid_to IS NULL OR o.valid_to > ($1::text)::timestamptz)
        UNION ALL
        SELECT 'DIR-1', o.party, o.id || '/places', c.as_of, n.step, c.as_of + n.step * k.days * interval '1 day'
          FROM stafet.capacity c JOIN stafet.offer_record o ON o.id = c.offer CROSS JOIN LATERAL (SELECT CASE WHEN o.acute THEN 1 ELSE 7 END AS days) k
         CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM ($1::text)::timestamptz - c.as_of) / (k.days * 86400))::int4 AS step) n
         WHERE c.as_of <= ($1::text)::timestamptz - interval '1 day' AND n.step > 0 AND (o.valid_to IS NULL OR o.valid_to > ($1::text)::timestamptz)) s
  JOIN stafet.party p ON p.id = s.party AND (p.valid_to IS NULL OR p.valid_to > ($1::text)::timestamptz)
 WHERE s.step <= 10000 AND NOT EXISTS (SELECT FROM stafet.warning w WHERE w.party = s.party AND w.rule = s.rule AND w.about = s.about AND w.anchor = s.anchor AND w.step >= s.step)
 ORDER BY s.due_at
 LIMIT ($2::text)::int4
