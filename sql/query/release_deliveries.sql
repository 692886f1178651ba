-- $1 own incarnation; arrays $2 party, $3 course, $4 seq: given back because no session of the unit is here any more.
UPDATE stafet.delivery d SET incarnation = 0 FROM unnest($2::text[], $3::uuid[], $4::int8[]) AS u(party, course, seq)
 WHERE d.party = u.party AND d.course = u.course AND d.seq = u.seq AND d.incarnation = $1::int4
