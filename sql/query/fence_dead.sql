-- $1 own incarnation, $2 milliseconds of silence. Fences brokers whose heartbeat stopped → their ids.
UPDATE stafet.incarnation SET fenced = true
 WHERE id <> $1::int4 AND NOT fenced AND ended_at IS NULL
   AND heartbeat_at < clock_timestamp() - make_interval(secs => $2::int4 / 1000.0)
RETURNING id
