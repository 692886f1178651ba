-- $1 acting unit, $2 course → seq of its last entry, whether the unit's organisation holds or decides (_own), whether the unit itself does (_leads).
-- No row: it is not there, or not for this unit to see (L10).
WITH own AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text)
SELECT (SELECT max(e.seq) FROM stafet.entry e WHERE e.course = c.id) AS seq,
       c.holder IN (SELECT id FROM own) OR c.authority IN (SELECT id FROM own) AS _own,
       $1::text IN (c.holder, c.authority) AS _leads
  FROM stafet.course c
 WHERE c.id = ($2::text)::uuid
   AND (c.holder IN (SELECT id FROM own) OR c.authority IN (SELECT id FROM own)
        OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND i.until_seq = 0))
