-- Arrays: $1 party, $2 course, $3 seq of deliveries that are about to be sent → the place in the arrays, from 1, of each that goes no further (L13).
SELECT w.place
  FROM unnest($1::text[], $2::uuid[], $3::int8[]) WITH ORDINALITY AS w(party, course, seq, place)
  JOIN stafet.undeliverable u ON u.course = w.course AND u.seq = w.seq AND u.party = w.party
