-- $1 courses → the row.
SELECT id, is_open, municipality, authority, desk, holder, duty, duty_epoch, contact_person, confidential, opened_at, deadline_next,
       moved_to, covering, cover_until
  FROM stafet.course WHERE id = ANY ($1::uuid[])
