-- Arrays: $1 party, $2 course, $3 seq, $4 incarnation (0 = nobody's yet), $5 sent_count.
INSERT INTO stafet.delivery (party, course, seq, incarnation, sent_count)
SELECT unnest($1::text[]), unnest($2::uuid[]), unnest($3::int8[]), unnest($4::int4[]), unnest($5::int4[])
