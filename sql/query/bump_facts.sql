-- $1 kind: what was decided by the former version is decided again.
UPDATE stafet.facts SET version = version + 1 WHERE kind = $1::int4
