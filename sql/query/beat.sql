-- $1 incarnation → the store's time. No row = fenced or ended. Silence is measured by the real clock, also when time is virtual.
UPDATE stafet.incarnation SET heartbeat_at = clock_timestamp() WHERE id = $1::int4 AND NOT fenced AND ended_at IS NULL RETURNING stafet.time()
