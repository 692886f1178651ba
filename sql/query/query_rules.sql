-- $1 a rule or a municipality (NULL = all), $2 limit, $3–$5 cursor: rule, municipality, version. Every version, also those that are over: old figures are explained by them.
SELECT r.rule, r.municipality, nullif(r.paragraph, '') AS paragraph, nullif(r.priority, 0) AS priority, r.amount, r.unit,
       to_char(r.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from, r.version, r.changed_by, r.second_person,
       concat_ws('/', r.rule, r.municipality, r.version) AS _cursor
  FROM stafet.deadline_rule r
 WHERE ($1::text IS NULL OR $1::text IN (r.rule, r.municipality))
   AND ($3::text IS NULL OR (r.rule COLLATE "C", r.municipality COLLATE "C", r.version) > ($3::text, $4::text, ($5::text)::int8))
 ORDER BY r.rule COLLATE "C", r.municipality COLLATE "C", r.version
 LIMIT ($2::text)::int4
