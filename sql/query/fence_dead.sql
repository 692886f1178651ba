-- $1 own incarnation, $2 milliseconds of silence. Fences brokers whose heartbeat had stopped so long before this one's own latest → their ids. Before the beat:
-- when the store has stood still, all are equally late. One whose transaction still holds its row is left until terminate_stuck has ended that.
UPDATE stafet.incarnation SET fenced = true
 WHERE id IN (SELECT i.id FROM stafet.incarnation i JOIN stafet.heartbeat h ON h.incarnation = i.id
                CROSS JOIN (SELECT mh.at FROM stafet.heartbeat mh JOIN stafet.incarnation mi ON mi.id = mh.incarnation
                             WHERE mi.id = $1::int4 AND NOT mi.fenced AND mi.ended_at IS NULL) me
               WHERE i.id <> $1::int4 AND NOT i.fenced AND i.ended_at IS NULL AND h.at < me.at - make_interval(secs => $2::int4 / 1000.0)
                 FOR UPDATE OF i SKIP LOCKED)
RETURNING id
