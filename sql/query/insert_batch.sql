-- $1 id, $2 the hashes of the batch's entries in order.
INSERT INTO stafet.batch (id, leaves) VALUES ($1::int8, $2::bytea)
