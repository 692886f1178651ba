-- $1 incarnation: stopped in good order; its lines are free at once.
UPDATE stafet.incarnation SET ended_at = stafet.time() WHERE id = $1::int4 AND ended_at IS NULL
