-- $1 courses → their deadlines.
SELECT course, number, rule, flow, action, anchor_at, due_at, fire_at, step, priority, awaited, pause, paused_at, paused_until, paused_ms, version
  FROM stafet.deadline WHERE course = ANY ($1::uuid[]) ORDER BY course, number
