-- $1 now, $2 municipality, $3 paragraph, $4 target group, $5 need, $6 searches, $7 told: counted for the day, of codes alone → the row of that month and these codes.
WITH noted AS (
    INSERT INTO stafet.unmet_demand AS u (day, municipality, paragraph, target_group, need, searches, told)
    SELECT (($1::text)::timestamptz AT TIME ZONE 'Europe/Copenhagen')::date, $2::text, coalesce($3::text, ''), coalesce($4::text, ''), coalesce($5::text, ''), ($6::text)::int4,
           ($7::text)::int4
    ON CONFLICT (municipality, day, paragraph, target_group, need) DO UPDATE SET searches = u.searches + excluded.searches, told = u.told + excluded.told
    RETURNING *)
SELECT to_char(n.day, 'YYYY-MM') AS month, n.municipality, nullif(n.paragraph, '') AS paragraph, nullif(n.target_group, '') AS target_group, nullif(n.need, '') AS need,
       n.searches, n.told
  FROM noted n
