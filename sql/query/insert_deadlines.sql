-- Arrays, one element a deadline: $1 course, $2 number, $3 rule, $4 flow (nil = the course's own), $5 action, $6 anchor, $7 due, $8 fire, $9 step, $10 priority, $11 awaited,
-- while it stands still: $12 why, $13 since, $14 until; $15 milliseconds it stood still before, $16 version of its rule.
INSERT INTO stafet.deadline (course, number, rule, flow, action, anchor_at, due_at, fire_at, step, priority, awaited, pause, paused_at, paused_until, paused_ms, version)
SELECT * FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::int4[], $10::int2[], $11::text[],
                     $12::int2[], $13::timestamptz[], $14::timestamptz[], $15::int8[], $16::int4[])
