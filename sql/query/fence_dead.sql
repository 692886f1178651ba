-- $1 own incarnation, $2 milliseconds of silence. Fences brokers whose heartbeat stopped → their ids.
UPDATE stafet.incarnation i SET fenced = true FROM stafet.heartbeat h
 WHERE h.incarnation = i.id AND i.id <> $1::int4 AND NOT i.fenced AND i.ended_at IS NULL
   AND h.at < clock_timestamp() - make_interval(secs => $2::int4 / 1000.0)
RETURNING i.id
