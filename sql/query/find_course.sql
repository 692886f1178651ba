-- $1 acting unit, $2 course, $3 as an auditor of the organisation, $4 its timeline → seq of its last entry; _own: the unit holds or decides, or audits the organisation that
-- decides; _holder, where the unit only covers that one's nights: whether it does now is not the store's to know. Who was involved once, or in a course that has ended, sees the
-- log of what it did and nothing else. No row: it is not there, or not for this unit to see (L10).
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($3::text)::bool),
seen AS MATERIALIZED (
    SELECT c.id, c.holder, $1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited) AS is_own,
           $1::text = c.desk
           OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND ((c.is_open AND i.until_seq = 0) OR ($4::text)::bool))
           OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text) AS takes_part,
           EXISTS (SELECT FROM stafet.party h WHERE h.id = c.holder AND h.cover = $1::text) AS covers
      FROM stafet.course c
     WHERE c.id = ($2::text)::uuid)
SELECT (SELECT max(e.seq) FROM stafet.entry e WHERE e.course = s.id) AS seq, s.is_own AS _own, CASE WHEN NOT s.is_own AND NOT s.takes_part THEN s.holder END AS _holder
  FROM seen s
 WHERE s.is_own OR s.takes_part OR s.covers
