-- $1 acting unit, $2 course, $3 with bodies, $4 limit, $5 cursor: seq, $6 as an auditor of the organisation. Entries of the course, of which the broker keeps
-- what the unit sent or was delivered, for who is no part of it any more what it did itself, for the holder and the authority what their organisation was, and for the auditor all, without bodies (L10). Bodies of
-- annulled messages are left out. A page ends when its bodies are many bytes (L14); _more says whether the page goes on. Columns with _ are for the broker:
-- all else stands in the entry.
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($6::text)::bool),
seen AS MATERIALIZED (
    SELECT c.id, c.authority IN (SELECT id FROM audited) AS audits, $1::text IN (c.holder, c.authority) AS leads,
           NOT ($1::text IN (c.holder, c.authority, c.desk) OR c.authority IN (SELECT id FROM audited)
                OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND c.is_open AND i.until_seq = 0)
                OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text)) AS is_past
      FROM stafet.course c
     WHERE c.id = ($2::text)::uuid
       AND ($1::text IN (c.holder, c.authority, c.desk) OR c.authority IN (SELECT id FROM audited)
            OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text)
            OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text))),
page AS MATERIALIZED (
    SELECT e.course, e.seq, e.hash, e.entry, e.name, s.audits, s.leads,
           CASE WHEN ($3::text)::bool AND NOT s.is_past AND (s.leads OR position(convert_to($1::text, 'UTF8') IN e.entry) > 0)
                     AND NOT EXISTS (SELECT FROM stafet.hidden h WHERE h.course = e.course AND h.name = e.name) THEN e.body END AS body
      FROM seen s JOIN stafet.entry e ON e.course = s.id
     WHERE e.seq > coalesce(($5::text)::int8, 0)
       AND (s.audits OR s.leads OR position(convert_to($1::text, 'UTF8') IN e.entry) > 0)
       AND (NOT s.is_past OR e.party = $1::text)
     ORDER BY e.seq
     LIMIT ($4::text)::int4),
sized AS (
    SELECT p.*, row_number() OVER (ORDER BY p.seq) < count(*) OVER () AS more,
           sum(coalesce(octet_length(p.body), 0)) OVER (ORDER BY p.seq) - coalesce(octet_length(p.body), 0) AS bytes_before
      FROM page p)
SELECT z.seq, encode(z.hash, 'hex') AS entry_hash, z.entry AS _entry, z.name AS _name, z.body AS _body, z.audits AS _audits, z.leads AS _leads,
       (SELECT string_agg(u.party || ':' || u.status, ',' ORDER BY u.party) FROM stafet.undeliverable u WHERE u.course = z.course AND u.seq = z.seq) AS _undeliverable,
       z.more AS _more, z.seq AS _cursor
  FROM sized z
 WHERE z.bytes_before < 200 * 1024
 ORDER BY z.seq
