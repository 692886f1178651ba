-- $1 now, $2 limit → open courses that what is outside them has overtaken, each with the number 0: the named contact person has left (CRS-2), or the unit that
-- holds closes within six weeks (CRS-3), and its clock does not run yet. The rules decide on each. Who has left long ago was
-- found then: nobody can be named who is not there.
SELECT id, 0 FROM (
    SELECT c.id FROM stafet.person p JOIN stafet.course c ON c.is_open AND c.holder = p.party AND c.contact_person = p.id
     WHERE p.valid_to BETWEEN $1::timestamptz - interval '90 days' AND $1::timestamptz
       AND NOT EXISTS (SELECT FROM stafet.deadline d WHERE d.course = c.id AND d.rule = 'CRS-2')
    UNION
    SELECT c.id FROM stafet.party p JOIN stafet.course c ON c.is_open AND c.holder = p.id
     WHERE p.valid_to BETWEEN $1::timestamptz - interval '90 days' AND $1::timestamptz + interval '42 days'
       AND NOT EXISTS (SELECT FROM stafet.deadline d WHERE d.course = c.id AND d.rule = 'CRS-3')) AS watched
 ORDER BY id LIMIT $2::int4
