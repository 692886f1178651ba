-- $1 courses → their flows, open ones first.
SELECT course, id, kind, state, state_before, opened_by, opened_seq, opened_name, opened_at, changed_at, opened_course, awaited, awaited_role, priority, flags, attempts,
       first_attempt_at, last_attempt_at, array_to_string(asked, ','), array_to_string(said, ','),
       transition, giver, taker, overrider, planned_at, returns, returned, followed_up_days, package,
       other, linked, paragraph, ends_at, marks, array_to_string(past, ',')
  FROM stafet.flow WHERE course = ANY ($1::uuid[]) ORDER BY course, is_open DESC, opened_seq DESC
