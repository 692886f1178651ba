-- $1 incarnation → the store's time. No row = fenced or ended. Silence is measured by the real clock, also when time is virtual.
UPDATE stafet.heartbeat h SET at = clock_timestamp() FROM stafet.incarnation i
 WHERE h.incarnation = $1::int4 AND i.id = h.incarnation AND NOT i.fenced AND i.ended_at IS NULL
RETURNING stafet.time()
