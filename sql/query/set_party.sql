-- $1 id, $2 kind, $3 name, $4 organisation, $5 municipality, $6 cvr, $7 sor, $8 gln, $9 may_hold, $10 around_the_clock, $11 cover, $12 fallback, $13 phone, $14 valid_from,
-- $15 valid_to. NULL keeps what stands → the row as it stands now.
INSERT INTO stafet.party (id, kind, name, organisation, municipality, cvr, sor, gln, may_hold, around_the_clock, cover, fallback, phone, valid_from, valid_to)
SELECT $1::text, coalesce($2::text, o.kind), coalesce($3::text, o.name), coalesce($4::text, o.organisation), coalesce($5::text, o.municipality, ''),
       coalesce($6::text, o.cvr, ''), coalesce($7::text, o.sor, ''), coalesce($8::text, o.gln, ''),
       coalesce(($9::text)::bool, o.may_hold, false), coalesce(($10::text)::bool, o.around_the_clock, false),
       coalesce($11::text, o.cover, ''), coalesce($12::text, o.fallback, ''), coalesce($13::text, o.phone, ''),
       coalesce(($14::text)::timestamptz, o.valid_from), coalesce(($15::text)::timestamptz, o.valid_to)
  FROM (SELECT) one LEFT JOIN stafet.party o ON o.id = $1::text
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, organisation = excluded.organisation, municipality = excluded.municipality,
    cvr = excluded.cvr, sor = excluded.sor, gln = excluded.gln, may_hold = excluded.may_hold, around_the_clock = excluded.around_the_clock, cover = excluded.cover,
    fallback = excluded.fallback, phone = excluded.phone, valid_from = excluded.valid_from, valid_to = excluded.valid_to
RETURNING id, kind, name, organisation, municipality, nullif(cvr, '') AS cvr, nullif(sor, '') AS sor, nullif(gln, '') AS gln, may_hold, around_the_clock,
    nullif(cover, '') AS cover, nullif(fallback, '') AS fallback, nullif(phone, '') AS phone,
    to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
    to_char(valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to
