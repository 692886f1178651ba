-- Key store. Arrays: $1 course, $2 controller, $3 id, $4 key → the keys that stand (another broker's, if it was first).
WITH made AS (
    INSERT INTO stafet_keys.course_key (course, controller, id, key)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[])
    ON CONFLICT (course, controller) DO UPDATE SET controller = excluded.controller
    RETURNING course, controller, id, key)
SELECT course, controller, id, key FROM made
