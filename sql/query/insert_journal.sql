-- $1 incarnation, $2 batch; arrays: $3 seq, $4 at, $5 leaf, $6 kind, $7 course (nil = none), $8 hash, $9 entry.
INSERT INTO stafet.journal (incarnation, seq, batch, at, leaf, kind, course, hash, entry)
SELECT $1::int4, seq, $2::int8, at, leaf, kind, nullif(course, '00000000-0000-0000-0000-000000000000'), hash, entry
  FROM unnest($3::int8[], $4::timestamptz[], $5::int2[], $6::int2[], $7::uuid[], $8::bytea[], $9::bytea[]) AS u(seq, at, leaf, kind, course, hash, entry)
