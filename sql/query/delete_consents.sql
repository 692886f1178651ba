-- $1 courses: their consents are written anew.
DELETE FROM stafet.consent WHERE course = ANY ($1::uuid[])
