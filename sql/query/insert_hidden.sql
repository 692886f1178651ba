-- Arrays: $1 course, $2 name of the annulled message, $3 seq of the annulment.
INSERT INTO stafet.hidden (course, name, seq) SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::int8[]) ON CONFLICT DO NOTHING
