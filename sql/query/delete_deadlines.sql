-- $1 courses whose deadlines changed; insert_deadlines writes what stands.
DELETE FROM stafet.deadline WHERE course = ANY ($1::uuid[])
