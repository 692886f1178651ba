-- Key store. $1 courses → course, controller, id, key.
SELECT course, controller, id, key FROM stafet_keys.course_key WHERE course = ANY ($1::uuid[])
