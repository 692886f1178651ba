-- $1 own incarnation, $2 parties, $3 limit → party, course, seq, sent_count (this attempt counted), entry, sealed body, hidden. Whole lines in order; never a line of which
-- another living broker has an earlier part.
WITH free AS (
    SELECT d.party, d.course, d.seq FROM stafet.delivery d
     WHERE d.party = ANY ($2::text[]) AND d.incarnation = 0
       AND EXISTS (SELECT FROM stafet.incarnation i WHERE i.id = $1::int4 AND NOT i.fenced AND i.ended_at IS NULL)
       AND NOT EXISTS (SELECT FROM stafet.delivery o WHERE o.party = d.party AND o.course = d.course AND o.seq < d.seq AND o.incarnation NOT IN (0, $1::int4))
     ORDER BY d.party, d.course, d.seq LIMIT $3::int4),
taken AS (
    UPDATE stafet.delivery d SET incarnation = $1::int4, sent_count = d.sent_count + 1 FROM free f
     WHERE d.party = f.party AND d.course = f.course AND d.seq = f.seq
    RETURNING d.party, d.course, d.seq, d.sent_count)
SELECT t.party, t.course, t.seq, t.sent_count, e.entry, e.body,
       EXISTS (SELECT FROM stafet.hidden h WHERE h.course = t.course AND h.name = e.name)
  FROM taken t JOIN stafet.entry e ON e.course = t.course AND e.seq = t.seq
 ORDER BY t.party, t.course, t.seq
