-- $1 number, $2 file name, $3 SHA-256 in hex.
INSERT INTO stafet_keys.migration (number, name, digest, at) VALUES ($1::int4, $2::text, decode($3::text, 'hex'), clock_timestamp())
