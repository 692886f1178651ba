-- Arrays: $1 party, $2 course, $3 seq, $4 at, $5 status.
INSERT INTO stafet.undeliverable (party, course, seq, at, status) SELECT * FROM unnest($1::text[], $2::uuid[], $3::int8[], $4::timestamptz[], $5::int4[])
ON CONFLICT DO NOTHING
