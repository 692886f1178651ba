-- $1 acting unit, $2 a unit or a standard (NULL = all), $3 limit, $4-$6 cursor: party, standard, section. How the packages of the organisation's units answered,
-- for its leaders and auditors (L10). No citizen stands in it, and what fewer than five packages say is nobody's to see: that row has packages 0 and no counts.
WITH own AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text),
grouped AS (
    SELECT a.party COLLATE "C" AS party, a.standard COLLATE "C" AS standard, a.section, count(*) AS packages, sum(a.answered) AS answered,
           sum(a.not_relevant) AS not_relevant, sum(a.unknown) AS unknown, sum(a.citizen_declines) AS citizen_declines, sum(a.blank) AS blank
      FROM own JOIN stafet.answer_count a ON a.party = own.id
     WHERE $2::text IS NULL OR $2::text IN (a.party, a.standard)
     GROUP BY 1, 2, 3),
shown AS (SELECT g.*, g.packages >= 5 AS is_enough FROM grouped g)
SELECT s.party, s.standard, s.section, CASE WHEN s.is_enough THEN s.packages ELSE 0 END AS packages, CASE WHEN s.is_enough THEN s.answered END AS answered,
       CASE WHEN s.is_enough THEN s.not_relevant END AS not_relevant, CASE WHEN s.is_enough THEN s.unknown END AS unknown,
       CASE WHEN s.is_enough THEN s.citizen_declines END AS citizen_declines, CASE WHEN s.is_enough THEN s.blank END AS blank,
       concat_ws('/', s.party, s.standard, s.section) AS _cursor
  FROM shown s
 WHERE $4::text IS NULL OR (s.party, s.standard, s.section) > ($4::text COLLATE "C", $5::text COLLATE "C", ($6::text)::int8)
 ORDER BY s.party, s.standard, s.section
 LIMIT ($3::text)::int4
