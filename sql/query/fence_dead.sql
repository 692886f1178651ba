-- $1 own incarnation, $2 milliseconds of silence. Fences brokers whose heartbeat stopped → their ids. Uses the real clock: silence is real even when time is virtual.
UPDATE stafet.incarnation SET fenced = true
 WHERE id <> $1::int4 AND NOT fenced AND ended_at IS NULL
   AND heartbeat_at < stafet.time() - make_interval(secs => $2::int4 / 1000.0)
RETURNING id
