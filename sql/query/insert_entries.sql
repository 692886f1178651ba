-- $1 batch; arrays: $2 course, $3 seq, $4 at, $5 leaf, $6 kind, $7 type, $8 party, $9 name, $10 hash, $11 entry, $12 sealed body (empty = none).
INSERT INTO stafet.entry (course, seq, batch, at, leaf, kind, type, party, name, hash, entry, body)
SELECT course, seq, $1::int8, at, leaf, kind, type, party, name, hash, entry, body
  FROM unnest($2::uuid[], $3::int8[], $4::timestamptz[], $5::int2[], $6::int2[], $7::int2[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[])
    AS u(course, seq, at, leaf, kind, type, party, name, hash, entry, body)
