-- $1 acting unit, $2 unit (NULL = all), $3 limit, $4 cursor: number, $5 also those that are over. For those who were told, the unit's organisation and the operator. Open is a
-- gap that nobody has filled (where it has begun: nobody is there now), and a record that has not been confirmed since; of each the latest step.
SELECT w.party, w.rule, nullif(w.about, '') AS about, w.step,
       to_char(w.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
       to_char(w.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due,
       to_char(w.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ends_at, w.told, x.is_open AS open,
       w.number AS _cursor
  FROM stafet.warning w JOIN stafet.party p ON p.id = w.party JOIN stafet.party me ON me.id = $1::text
 CROSS JOIN LATERAL (SELECT CASE
           WHEN EXISTS (SELECT FROM stafet.warning l WHERE l.party = w.party AND l.rule = w.rule AND l.about = w.about AND l.anchor = w.anchor AND l.step > w.step) THEN false
           WHEN w.ends_at IS NOT NULL THEN w.ends_at > (SELECT stafet.time()) AND NOT EXISTS (
               SELECT FROM stafet.roster r JOIN stafet.person s ON s.party = r.party AND s.id = r.person
                WHERE r.party = w.party AND r.role = 1 AND r.begins <= greatest(w.anchor, (SELECT stafet.time())) AND r.ends > greatest(w.anchor, (SELECT stafet.time()))
                  AND (s.valid_to IS NULL OR s.valid_to > greatest(w.anchor, (SELECT stafet.time()))))
           WHEN w.about LIKE '%/places' THEN EXISTS (SELECT FROM stafet.capacity c WHERE c.offer = split_part(w.about, '/', 1) AND c.as_of = w.anchor)
           ELSE EXISTS (SELECT FROM stafet.offer_record o WHERE o.id = w.about AND o.confirmed_at = w.anchor) END AS is_open) x
 WHERE ($2::text IS NULL OR w.party = $2::text)
   AND (x.is_open OR ($5::text)::bool)
   AND (p.organisation = me.organisation OR me.kind = 'operator' OR $1::text = ANY (string_to_array(w.told, ',')))
   AND ($4::text IS NULL OR w.number > ($4::text)::int8)
 ORDER BY w.number
 LIMIT ($3::text)::int4
