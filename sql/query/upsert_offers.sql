-- Arrays, one element an open offer: $1 course, $2 epoch, $3 id, $4 flow, $5 offered to (array literal), $6 made_at, $7 accept_by.
INSERT INTO stafet.offer (course, epoch, id, flow, offered_to, made_at, accept_by, is_open)
SELECT course, epoch, id, flow, offered_to::text[], made_at, accept_by, true
  FROM unnest($1::uuid[], $2::int8[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[]) AS u(course, epoch, id, flow, offered_to, made_at, accept_by)
ON CONFLICT (course, epoch) DO UPDATE SET is_open = true, offered_to = excluded.offered_to, accept_by = excluded.accept_by
