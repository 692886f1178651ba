-- $1 id, $2 unit, then $3 name, $4 core_task, $5 not_for, $6 paragraphs, $7 target_groups, $8 services, $9 deliveries, $10 competences, $11 performer, $12 hours, $13 age_from, $14 age_to, $15 step, $16 acute, $17 visitated, $18 civil_society, $19 for_relatives, $20 accompanied, $21 price_day, $22 host, $23 portal_id, $24 approved_until, $25 valid_from, $26 valid_to, $27 now, $28 who.
-- NULL keeps what stands; lists with commas. An offer stays its unit's: another's is not touched → the row as it stands now, confirmed by this.
WITH made AS (
    INSERT INTO stafet.offer_record (id, party, name, core_task, not_for, paragraphs, target_groups, services, deliveries, competences, performer, hours, age_from, age_to, step, acute, visitated, civil_society, for_relatives, accompanied, price_day, host, portal_id, approved_until, valid_from, valid_to, confirmed_at, confirmed_by)
    SELECT $1::text, $2::text,
           coalesce($3::text, o.name),
           coalesce($4::text, o.core_task),
           coalesce($5::text, o.not_for, ''),
           coalesce(string_to_array($6::text, ','), o.paragraphs, '{}'),
           coalesce(string_to_array($7::text, ','), o.target_groups, '{}'),
           coalesce(string_to_array($8::text, ','), o.services, '{}'),
           coalesce(string_to_array($9::text, ','), o.deliveries, '{}'),
           coalesce(string_to_array($10::text, ','), o.competences, '{}'),
           coalesce($11::text, o.performer, ''),
           coalesce($12::text, o.hours, ''),
           coalesce(($13::text)::int2, o.age_from, 0),
           coalesce(($14::text)::int2, o.age_to, 0),
           coalesce(($15::text)::int2, o.step, 0),
           coalesce(($16::text)::bool, o.acute, false),
           coalesce(($17::text)::bool, o.visitated, true),
           coalesce(($18::text)::bool, o.civil_society, false),
           coalesce(($19::text)::bool, o.for_relatives, false),
           coalesce(($20::text)::bool, o.accompanied, false),
           coalesce(($21::text)::int4, o.price_day, 0),
           coalesce($22::text, o.host, ''),
           coalesce($23::text, o.portal_id, ''),
           coalesce(($24::text)::timestamptz, o.approved_until),
           coalesce(($25::text)::timestamptz, o.valid_from, ($27::text)::timestamptz),
           coalesce(($26::text)::timestamptz, o.valid_to),
           ($27::text)::timestamptz, $28::text
      FROM (SELECT) one LEFT JOIN stafet.offer_record o ON o.id = $1::text AND o.party = $2::text
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, core_task = excluded.core_task, not_for = excluded.not_for, paragraphs = excluded.paragraphs, target_groups = excluded.target_groups, services = excluded.services, deliveries = excluded.deliveries, competences = excluded.competences, performer = excluded.performer, hours = excluded.hours, age_from = excluded.age_from, age_to = excluded.age_to, step = excluded.step, acute = excluded.acute, visitated = excluded.visitated, civil_society = excluded.civil_society, for_relatives = excluded.for_relatives, accompanied = excluded.accompanied, price_day = excluded.price_day, host = excluded.host, portal_id = excluded.portal_id, approved_until = excluded.approved_until, valid_from = excluded.valid_from, valid_to = excluded.valid_to, confirmed_at = excluded.confirmed_at, confirmed_by = excluded.confirmed_by
     WHERE offer_record.party = excluded.party
    RETURNING *)
SELECT o.id, o.party, o.name, o.core_task, nullif(o.not_for, '') AS not_for, nullif(array_to_string(o.paragraphs, ','), '') AS paragraphs,
       nullif(array_to_string(o.target_groups, ','), '') AS target_groups, nullif(array_to_string(o.services, ','), '') AS services,
       nullif(array_to_string(o.deliveries, ','), '') AS deliveries, nullif(array_to_string(o.competences, ','), '') AS competences, nullif(o.performer, '') AS performer,
       nullif(o.hours, '') AS hours, nullif(o.age_from, 0) AS age_from, nullif(o.age_to, 0) AS age_to, nullif(o.step, 0) AS step, o.acute, o.visitated, o.civil_society,
       o.for_relatives, o.accompanied, nullif(o.price_day, 0) AS price_day, nullif(o.host, '') AS host, nullif(o.portal_id, '') AS portal_id,
       to_char(o.approved_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS approved_until,
       to_char(o.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
       to_char(o.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       to_char(o.confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS confirmed_at, o.confirmed_by,
       (SELECT stafet.time()) - o.confirmed_at >= interval '30 days' AS stale, p.municipality
  FROM made o JOIN stafet.party p ON p.id = o.party
