-- $1 courses, $2 seqs, $3 hashes of the entries that must be there. Raises ST001.
SELECT stafet.assert_heads($1::uuid[], $2::int8[], $3::bytea[])
