-- $1 courses → the row.
SELECT id, is_open, municipality, authority, desk, holder, duty, duty_epoch, contact_person, confidential, opened_at, deadline_next
  FROM stafet.course WHERE id = ANY ($1::uuid[])
