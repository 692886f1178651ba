-- Arrays, one element a flow: $1 course, $2 id, $3 kind, $4 state, $5 state before, $6 is_open, $7 opened_by, $8 opened_seq, $9 opened_name, $10 opened_at, $11 changed_at,
-- $12 opened_course, $13 awaited, $14 awaited role, $15 priority, $16 flags, $17 attempts, $18 first attempt, $19 last attempt,
-- $20 asked and $21 what each has said as array literals; of a handover: $22 transition, $23 giver, $24 taker, $25 who let the standard be overridden, $26 planned for,
-- $27 the handover it returns (nil = none), $28 times returned, $29 days followed up (bits), $30 the offer that the latest package made (nil = none);
-- of the other flows: $31 third unit, $32 linked flow (nil = none), $33 paragraph, $34 end, $35 marks (bits), $36 past events as an array literal.
INSERT INTO stafet.flow (course, id, kind, state, state_before, is_open, opened_by, opened_seq, opened_name, opened_at, changed_at, opened_course, awaited, awaited_role,
                         priority, flags, attempts, first_attempt_at, last_attempt_at, asked, said,
                         transition, giver, taker, overrider, planned_at, returns, returned, followed_up_days, package,
                         other, linked, paragraph, ends_at, marks, past)
SELECT course, id, kind, state, state_before, is_open, opened_by, opened_seq, opened_name, opened_at, changed_at, opened_course, awaited, awaited_role, priority, flags,
       attempts, first_attempt_at, last_attempt_at, asked::text[], said::int2[],
       transition, giver, taker, overrider, planned_at, returns, returned, followed_up_days, package,
       other, linked, paragraph, ends_at, marks, past::int2[]
  FROM unnest($1::uuid[], $2::uuid[], $3::int2[], $4::int2[], $5::int2[], $6::bool[], $7::text[], $8::int8[], $9::bytea[], $10::timestamptz[], $11::timestamptz[], $12::bool[],
              $13::text[], $14::int2[], $15::int2[], $16::int4[], $17::int4[], $18::timestamptz[], $19::timestamptz[], $20::text[], $21::text[],
              $22::int2[], $23::text[], $24::text[], $25::text[], $26::timestamptz[], $27::uuid[], $28::int4[], $29::int2[], $30::uuid[],
              $31::text[], $32::uuid[], $33::text[], $34::timestamptz[], $35::int4[], $36::text[])
    AS u(course, id, kind, state, state_before, is_open, opened_by, opened_seq, opened_name, opened_at, changed_at, opened_course, awaited, awaited_role, priority, flags,
         attempts, first_attempt_at, last_attempt_at, asked, said, transition, giver, taker, overrider, planned_at, returns, returned, followed_up_days, package,
         other, linked, paragraph, ends_at, marks, past)
ON CONFLICT (course, id) DO UPDATE SET state = excluded.state, state_before = excluded.state_before, is_open = excluded.is_open, changed_at = excluded.changed_at,
    awaited = excluded.awaited, awaited_role = excluded.awaited_role, priority = excluded.priority, flags = excluded.flags, attempts = excluded.attempts,
    first_attempt_at = excluded.first_attempt_at, last_attempt_at = excluded.last_attempt_at, asked = excluded.asked, said = excluded.said,
    transition = excluded.transition, giver = excluded.giver, taker = excluded.taker, overrider = excluded.overrider, planned_at = excluded.planned_at,
    returns = excluded.returns, returned = excluded.returned, followed_up_days = excluded.followed_up_days,
    package = excluded.package, other = excluded.other, linked = excluded.linked, paragraph = excluded.paragraph, ends_at = excluded.ends_at,
    marks = excluded.marks, past = excluded.past
