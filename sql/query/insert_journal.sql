-- $1 incarnation, $2 batch; arrays: $3 chain, $4 seq, $5 at, $6 leaf, $7 kind, $8 course (nil = none), $9 hash, $10 entry.
INSERT INTO stafet.journal (chain, incarnation, seq, batch, at, leaf, kind, course, hash, entry)
SELECT chain, $1::int4, seq, $2::int8, at, leaf, kind, nullif(course, '00000000-0000-0000-0000-000000000000'), hash, entry
  FROM unnest($3::uuid[], $4::int8[], $5::timestamptz[], $6::int2[], $7::int2[], $8::uuid[], $9::bytea[], $10::bytea[]) AS u(chain, seq, at, leaf, kind, course, hash, entry)
