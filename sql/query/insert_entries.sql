-- $1 batch; arrays: $2 course, $3 seq, $4 at, $5 leaf, $6 kind, $7 type, $8 party, $9 name, $10 hash, $11 entry, $12 sealed body (NULL = none). The unnests stand in
-- the select list: in FROM every row would be copied once more, into a tuple store.
INSERT INTO stafet.entry (course, seq, batch, at, leaf, kind, type, party, name, hash, entry, body)
SELECT unnest($2::uuid[]), unnest($3::int8[]), $1::int8, unnest($4::timestamptz[]), unnest($5::int2[]), unnest($6::int2[]), unnest($7::int2[]), unnest($8::text[]),
       unnest($9::bytea[]), unnest($10::bytea[]), unnest($11::bytea[]), unnest($12::bytea[])
