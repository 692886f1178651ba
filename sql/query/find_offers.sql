-- $1 now, $2 municipality (NULL = none is preferred), $3 paragraph, $4 target groups that cover the one that is sought (NULL = any), $5 age, $6 also those that do not fit,
-- $7 limit → offers in force with their places, of the municipality first. The rules judge and sort.
SELECT o.id, o.party, p.municipality, array_to_string(o.paragraphs, ',') AS paragraphs, array_to_string(o.target_groups, ',') AS target_groups,
       array_to_string(o.deliveries, ',') AS deliveries, array_to_string(o.competences, ',') AS competences, o.hours, o.age_from, o.age_to, o.step, o.acute, o.visitated, o.for_relatives,
       to_char(o.approved_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS approved_until,
       to_char(o.confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS confirmed_at, o.name, o.core_task, o.not_for, p.phone, c.total, c.free,
       c.reserved, c.waiting_days, to_char(c.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS as_of,
       to_char(c.next_free AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_free, coalesce(n.connected, false) AS connected,
       to_char(n.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS connected_since,
       to_char(n.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last_seen
  FROM stafet.offer_record o JOIN stafet.party p ON p.id = o.party LEFT JOIN stafet.capacity c ON c.offer = o.id LEFT JOIN stafet.present n ON n.party = o.party
 WHERE o.valid_from <= ($1::text)::timestamptz AND (o.valid_to IS NULL OR o.valid_to > ($1::text)::timestamptz)
   AND (($6::text)::bool OR ($3::text IS NULL OR $3::text = ANY (o.paragraphs))
        AND ($4::text IS NULL OR o.target_groups = '{}' OR o.target_groups && string_to_array($4::text, ','))
        AND ($5::text IS NULL OR ($5::text)::int4 >= o.age_from AND (o.age_to = 0 OR ($5::text)::int4 <= o.age_to)))
 ORDER BY p.municipality IS DISTINCT FROM $2::text, o.id COLLATE "C"
 LIMIT ($7::text)::int4
