-- $1 id, $2 unit, $3 name, $4 role, $5 phone, $6 valid_from, $7 valid_to. NULL keeps what stands → the row as it stands now.
INSERT INTO stafet.person (id, party, name, role, phone, valid_from, valid_to)
SELECT $1::text, $2::text, coalesce($3::text, o.name), coalesce(($4::text)::int2, o.role), coalesce($5::text, o.phone, ''),
       coalesce(($6::text)::timestamptz, o.valid_from), coalesce(($7::text)::timestamptz, o.valid_to)
  FROM (SELECT) one LEFT JOIN stafet.person o ON o.party = $2::text AND o.id = $1::text
ON CONFLICT (party, id) DO UPDATE SET name = excluded.name, role = excluded.role, phone = excluded.phone, valid_from = excluded.valid_from, valid_to = excluded.valid_to
RETURNING id, party, name, role, nullif(phone, '') AS phone,
    to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_from,
    to_char(valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to
