-- $1 rule, $2 municipality, $3 paragraph ('' = any), $4 priority (0 = any), $5 amount, $6 unit, $7 in force from, $8 and $9 the two who changed it. The next version of the rule in its
-- municipality → the row. Nothing is changed that stands: a clock that runs keeps the version it was started by, and none is in force before now.
INSERT INTO stafet.deadline_rule (rule, municipality, paragraph, priority, amount, unit, valid_from, version, changed_by, second_person)
SELECT $1::text, $2::text, $3::text, ($4::text)::int2, ($5::text)::int4, $6::text, greatest(($7::text)::timestamptz, stafet.time()),
       coalesce((SELECT max(r.version) FROM stafet.deadline_rule r WHERE r.rule = $1::text AND r.municipality = $2::text), 0) + 1, $8::text, $9::text
RETURNING rule, municipality, nullif(paragraph, '') AS paragraph, nullif(priority, 0) AS priority, amount, unit,
    to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from, version, changed_by, second_person
