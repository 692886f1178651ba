-- $1 own incarnation. Waits for everything that this broker has under way, also on connections that it has lost.
SELECT id FROM stafet.incarnation WHERE id = $1::int4 FOR UPDATE
