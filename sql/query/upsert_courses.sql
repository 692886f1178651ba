-- Arrays, one element a course that changed: $1 id, $2 is_open, $3 municipality, $4 authority, $5 desk, $6 holder, $7 duty, $8 epoch, $9 contact person,
-- $10 confidential, $11 opened_at, $12 deadline_next, $13 seq of the change,
-- $14 municipality that is to act, $15 who covers, $16 until when. The authority never changes (RSL § 9).
INSERT INTO stafet.course (id, is_open, municipality, authority, desk, holder, duty, duty_epoch, contact_person, confidential, opened_at, deadline_next, changed_seq,
                           moved_to, covering, cover_until)
SELECT * FROM unnest($1::uuid[], $2::bool[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int2[], $8::int8[], $9::text[], $10::bool[], $11::timestamptz[],
                     $12::int4[], $13::int8[], $14::text[], $15::text[], $16::timestamptz[])
ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open, desk = excluded.desk, holder = excluded.holder, duty = excluded.duty, duty_epoch = excluded.duty_epoch,
    contact_person = excluded.contact_person, confidential = excluded.confidential, deadline_next = excluded.deadline_next, changed_seq = excluded.changed_seq,
    moved_to = excluded.moved_to, covering = excluded.covering, cover_until = excluded.cover_until
