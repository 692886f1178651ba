-- Arrays: $1 party, $2 course, $3 seq. Acknowledged, or given up beside an undeliverable row.
DELETE FROM stafet.delivery d USING unnest($1::text[], $2::uuid[], $3::int8[]) AS u(party, course, seq)
 WHERE d.party = u.party AND d.course = u.course AND d.seq = u.seq
