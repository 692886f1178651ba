-- $1 courses → their consents.
SELECT course, number, id, controller, scope, array_to_string(receivers, ','), array_to_string(relations, ','), array_to_string(extents, ','), form, given_by,
       given_at, valid_to, withdrawn_at
  FROM stafet.consent WHERE course = ANY ($1::uuid[]) ORDER BY course, number
