-- $1 own incarnation. Until this transaction is over it is not fenced, and lock_incarnation waits for it.
SELECT id FROM stafet.incarnation WHERE id = $1::int4 FOR SHARE
