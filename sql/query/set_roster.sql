-- $1 unit, $2 role (1 on duty, 2 leader, 3 chief), $3 person, $4 begin, $5 end. The line that begins then gets this end → the row.
INSERT INTO stafet.roster (party, role, person, begins, ends)
VALUES ($1::text, ($2::text)::int2, $3::text, ($4::text)::timestamptz, ($5::text)::timestamptz)
ON CONFLICT (party, role, person, begins) DO UPDATE SET ends = excluded.ends
RETURNING party, role AS duty, person,
    to_char(begins AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "from",
    to_char(ends AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "to"
