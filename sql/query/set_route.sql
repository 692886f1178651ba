-- $1 id, $2 municipality, $3 service, $4 flow, $5 paragraphs, $6 kle, $7 target_groups, $8 hours, $9 to_party, $10 to_kind, $11 note, $12 valid_from, $13 valid_to, $14 now,
-- $15 who. NULL keeps what stands in the latest version, but of the times. A new version; those before end where it begins → the row.
WITH begins AS MATERIALIZED (SELECT coalesce(($12::text)::timestamptz, ($14::text)::timestamptz) AS at),
ended AS (
    UPDATE stafet.route e SET valid_to = greatest(e.valid_from, b.at) FROM begins b WHERE e.id = $1::text AND (e.valid_to IS NULL OR e.valid_to > greatest(e.valid_from, b.at))),
made AS (
    INSERT INTO stafet.route (id, version, municipality, service, flow, paragraphs, kle, target_groups, hours, to_party, to_kind, note, valid_from, valid_to, set_at, set_by)
    SELECT $1::text, coalesce(o.version, 0) + 1, coalesce($2::text, o.municipality), coalesce($3::text, o.service), coalesce(($4::text)::int2, o.flow, 0),
           coalesce(string_to_array($5::text, ','), o.paragraphs, '{}'), coalesce($6::text, o.kle, ''), coalesce(string_to_array($7::text, ','), o.target_groups, '{}'),
           coalesce($8::text, o.hours, ''), CASE WHEN $9::text IS NULL AND $10::text IS NULL THEN o.to_party ELSE coalesce($9::text, '') END,
           CASE WHEN $9::text IS NULL AND $10::text IS NULL THEN o.to_kind ELSE coalesce($10::text, '') END, coalesce($11::text, o.note, ''), b.at, ($13::text)::timestamptz,
           ($14::text)::timestamptz, $15::text
      FROM begins b LEFT JOIN LATERAL (SELECT l.* FROM stafet.route l WHERE l.id = $1::text ORDER BY l.version DESC LIMIT 1) o ON true
    RETURNING *)
SELECT r.id, r.version, r.municipality, r.service, r.flow, nullif(array_to_string(r.paragraphs, ','), '') AS paragraphs, nullif(r.kle, '') AS kle,
       nullif(array_to_string(r.target_groups, ','), '') AS target_groups, nullif(r.hours, '') AS hours, nullif(r.to_party, '') AS to_party, nullif(r.to_kind, '') AS to_kind,
       nullif(r.note, '') AS note,
       to_char(r.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
       to_char(r.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       to_char(r.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS set_at, r.set_by,
       r.valid_from <= (SELECT stafet.time()) AND (r.valid_to IS NULL OR r.valid_to > (SELECT stafet.time())) AS in_force
  FROM made r
