-- Key store. Arrays: $1 course, $2 controller, $3 id, $4 key. Where another broker was first its key stands; load_course_keys after it tells.
INSERT INTO stafet_keys.course_key (course, controller, id, key)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[])
ON CONFLICT (course, controller) DO NOTHING
