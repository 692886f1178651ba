-- $1 acting unit, $2 course, $3 with bodies, $4 limit, $5 cursor: seq. Entries of the course; who is only involved gets those that name it, of which the broker
-- keeps what it sent or was delivered (L10). Bodies of annulled messages are left out. A page ends when its bodies are many bytes (L14); _more
-- says whether the page goes on. Columns with _ are for the broker: all else stands in the entry.
WITH own AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text),
seen AS MATERIALIZED (
    SELECT c.id, c.holder IN (SELECT id FROM own) OR c.authority IN (SELECT id FROM own) AS is_own, $1::text IN (c.holder, c.authority) AS leads
      FROM stafet.course c
     WHERE c.id = ($2::text)::uuid
       AND (c.holder IN (SELECT id FROM own) OR c.authority IN (SELECT id FROM own)
            OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND i.until_seq = 0))),
page AS MATERIALIZED (
    SELECT e.seq, e.hash, e.entry, e.name, s.is_own, s.leads,
           CASE WHEN ($3::text)::bool AND (s.leads OR position(convert_to($1::text, 'UTF8') IN e.entry) > 0)
                     AND NOT EXISTS (SELECT FROM stafet.hidden h WHERE h.course = e.course AND h.name = e.name) THEN e.body END AS body
      FROM seen s JOIN stafet.entry e ON e.course = s.id
     WHERE e.seq > coalesce(($5::text)::int8, 0)
       AND (s.is_own OR position(convert_to($1::text, 'UTF8') IN e.entry) > 0)
     ORDER BY e.seq
     LIMIT ($4::text)::int4),
sized AS (
    SELECT p.*, row_number() OVER (ORDER BY p.seq) < count(*) OVER () AS more,
           sum(coalesce(octet_length(p.body), 0)) OVER (ORDER BY p.seq) - coalesce(octet_length(p.body), 0) AS bytes_before
      FROM page p)
SELECT z.seq, encode(z.hash, 'hex') AS entry_hash, z.entry AS _entry, z.name AS _name, z.body AS _body, z.is_own AS _own, z.leads AS _leads,
       z.more AS _more, z.seq AS _cursor
  FROM sized z
 WHERE z.bytes_before < 200 * 1024
 ORDER BY z.seq
