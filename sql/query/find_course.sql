-- $1 acting unit, $2 course, $3 as an auditor of the organisation → seq of its last entry; _own: the unit holds or decides, or audits the organisation that decides.
-- No row: it is not there, or not for this unit to see (L10).
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($3::text)::bool)
SELECT (SELECT max(e.seq) FROM stafet.entry e WHERE e.course = c.id) AS seq,
       $1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited) AS _own
  FROM stafet.course c
 WHERE c.id = ($2::text)::uuid
   AND ($1::text IN (c.holder, c.authority, c.desk) OR c.authority IN (SELECT id FROM audited)
        OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND i.until_seq = 0)
        OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text))
