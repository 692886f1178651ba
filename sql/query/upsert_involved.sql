-- Arrays: $1 course, $2 party, $3 since seq, $4 until seq (0 = still).
INSERT INTO stafet.involved (course, party, since_seq, until_seq)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::int8[], $4::int8[])
ON CONFLICT (course, party) DO UPDATE SET since_seq = excluded.since_seq, until_seq = excluded.until_seq
