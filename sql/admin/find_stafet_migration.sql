-- $1 file name → SHA-256 of the file as it was applied.
SELECT encode(digest, 'hex') FROM stafet.migration WHERE name = $1::text
