-- Arrays: $1 course, $2 seq, $3 party, $4 standard, $5 section, $6 answered, $7 not relevant, $8 unknown, $9 declined by the citizen, $10 blank.
INSERT INTO stafet.answer_count (course, seq, party, standard, section, answered, not_relevant, unknown, citizen_declines, blank)
SELECT * FROM unnest($1::uuid[], $2::int8[], $3::text[], $4::text[], $5::int2[], $6::int2[], $7::int2[], $8::int2[], $9::int2[], $10::int2[])
