-- $1 own incarnation; arrays $2 party, $3 course, $4 seq: what the broker knows of. Its other rows, which it got where the outcome was unknown, become nobody's.
UPDATE stafet.delivery d SET incarnation = 0
 WHERE d.incarnation = $1::int4
   AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::uuid[], $4::int8[]) AS u(party, course, seq)
                    WHERE u.course = d.course AND u.seq = d.seq AND u.party = d.party)
