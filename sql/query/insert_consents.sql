-- Arrays, one element a consent: $1 course, $2 number, $3 id, $4 controller, $5 scope (bits), $6 receiving organisations, $7 relations and $8 extents of relatives as
-- array literals, $9 form, $10 given by, $11 given at, $12 valid to, $13 withdrawn at (NULL = not).
INSERT INTO stafet.consent (course, number, id, controller, scope, receivers, relations, extents, form, given_by, given_at, valid_to, withdrawn_at)
SELECT course, number, id, controller, scope, receivers::text[], relations::int2[], extents::int2[], form, given_by, given_at, valid_to, withdrawn_at
  FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::int4[], $6::text[], $7::text[], $8::text[], $9::int2[], $10::int2[], $11::timestamptz[],
              $12::timestamptz[], $13::timestamptz[])
    AS u(course, number, id, controller, scope, receivers, relations, extents, form, given_by, given_at, valid_to, withdrawn_at)
