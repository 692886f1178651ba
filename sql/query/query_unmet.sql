-- $1 municipality (NULL = all), $2 limit, $3 cursor: how many came before. What was sought, or told, and is not there: by month, most asked for first.
WITH months AS (
    SELECT to_char(u.day, 'YYYY-MM') AS month, u.municipality, u.paragraph, u.target_group, u.need, sum(u.searches) AS searches, sum(u.told) AS told
      FROM stafet.unmet_demand u WHERE $1::text IS NULL OR u.municipality = $1::text
     GROUP BY 1, 2, 3, 4, 5),
placed AS (
    SELECT m.*, row_number() OVER (ORDER BY m.month DESC, m.searches + m.told DESC, m.municipality, m.paragraph, m.target_group, m.need) AS place FROM months m)
SELECT x.month, x.municipality, nullif(x.paragraph, '') AS paragraph, nullif(x.target_group, '') AS target_group, nullif(x.need, '') AS need, x.searches, x.told,
       x.place AS _cursor
  FROM placed x
 WHERE $3::text IS NULL OR x.place > ($3::text)::int8
 ORDER BY x.place
 LIMIT ($2::text)::int4
