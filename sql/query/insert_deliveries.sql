-- Arrays: $1 party, $2 course, $3 seq, $4 incarnation (0 = nobody's yet), $5 sent_count.
INSERT INTO stafet.delivery (party, course, seq, incarnation, sent_count) SELECT * FROM unnest($1::text[], $2::uuid[], $3::int8[], $4::int4[], $5::int4[])
