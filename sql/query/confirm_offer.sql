-- $1 id, $2 unit, $3 now, $4 who: it is as it stands → the row.
WITH made AS (
    UPDATE stafet.offer_record SET confirmed_at = ($3::text)::timestamptz, confirmed_by = $4::text WHERE id = $1::text AND party = $2::text RETURNING *)
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
