-- Arrays: $1 course, $2 seq, $3 number, $4 at, $5 municipality, $6 party, $7 kind, $8 code, $9 value, $10 rule, $11 priority, $12 gross, $13 paused, $14 late.
INSERT INTO stafet.measure (course, seq, number, at, municipality, party, kind, code, value, rule, priority, gross_ms, paused_ms, is_late)
SELECT unnest($1::uuid[]), unnest($2::int8[]), unnest($3::int2[]), unnest($4::timestamptz[]), unnest($5::text[]), unnest($6::text[]), unnest($7::int2[]), unnest($8::int4[]),
       unnest($9::int4[]), unnest($10::text[]), unnest($11::int2[]), unnest($12::int8[]), unnest($13::int8[]), unnest($14::bool[])
