-- $1 incarnation, $2 the broker's time. No row = fenced or ended.
UPDATE stafet.incarnation SET heartbeat_at = stafet.time() WHERE id = $1::int4 AND NOT fenced AND ended_at IS NULL RETURNING stafet.time()
