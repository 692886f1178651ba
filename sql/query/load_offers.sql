-- $1 courses → the open offer.
SELECT course, epoch, id, flow, array_to_string(offered_to, ','), made_at, accept_by FROM stafet.offer WHERE course = ANY ($1::uuid[]) AND is_open
