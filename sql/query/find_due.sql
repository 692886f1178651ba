-- $1 now, $2 limit → course, number of deadlines whose next ladder step has come.
SELECT course, number FROM stafet.deadline WHERE fire_at <= $1::timestamptz ORDER BY fire_at, course, number LIMIT $2::int4
