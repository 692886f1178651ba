-- Arrays: $1 course, $2 name → index (from 1), entry. In the transaction that commits something first, so that what is stated cannot be lost (L7).
SELECT u.index, e.entry
  FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS u(course, name, index)
  JOIN LATERAL (SELECT entry FROM stafet.entry e WHERE e.course = u.course AND e.name = u.name AND e.kind IN (1, 2) ORDER BY e.seq LIMIT 1) e ON true
