-- $1 acting unit, $2 which: NULL = open ones, 'ended', 'all', or the open ones of one holder; $3 limit, $4 cursor: course, $5 as an auditor of the
-- organisation. The holder, the authority and its auditor get all columns; the desk and who is involved, awaited or covers nights for the holder the one-line status of the duty, and of what is open
-- the flows that it is part of (L10). Who only covers nights has _holder: whether it does now is not the store's to know; strongly confidential courses are not listed for it.
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($5::text)::bool),
page AS MATERIALIZED (
    SELECT c.*, $1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited) AS is_own,
           $1::text = c.desk OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND i.until_seq = 0 AND c.is_open)
           OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text) AS takes_part
      FROM stafet.course c
     WHERE ($4::text IS NULL OR c.id > ($4::text)::uuid)
       AND CASE coalesce($2::text, '') WHEN '' THEN c.is_open WHEN 'ended' THEN NOT c.is_open WHEN 'all' THEN true ELSE c.is_open AND c.holder = $2::text END
       AND ($1::text IN (c.holder, c.authority, c.desk) OR c.authority IN (SELECT id FROM audited)
            OR EXISTS (SELECT FROM stafet.involved i WHERE i.course = c.id AND i.party = $1::text AND i.until_seq = 0 AND c.is_open)
            OR EXISTS (SELECT FROM stafet.flow f WHERE f.course = c.id AND f.is_open AND f.awaited = $1::text)
            OR (NOT c.confidential AND EXISTS (SELECT FROM stafet.party h WHERE h.id = c.holder AND h.cover = $1::text)))
     ORDER BY c.id
     LIMIT ($3::text)::int4)
SELECT p.id AS course_id, CASE WHEN p.is_open THEN 'open' ELSE 'ended' END AS state, p.municipality, p.authority, p.holder, p.duty, p.duty_epoch,
       CASE WHEN p.is_own THEN array_to_string(o.offered_to, ', ') WHEN $1::text = ANY (o.offered_to) THEN $1::text END AS offered_to,
       to_char(o.accept_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS accept_by,
       (SELECT string_agg(concat_ws(',', f.kind, f.state, f.awaited), ';' ORDER BY f.opened_seq, f.id) FROM stafet.flow f
         WHERE f.course = p.id AND f.is_open AND (p.is_own OR (f.awaited = $1::text OR f.opened_by = $1::text OR $1::text = ANY (f.asked) OR $1::text IN (f.giver, f.taker, f.other)))) AS flows,
       (SELECT string_agg(DISTINCT f.awaited, ', ') FROM stafet.flow f WHERE f.course = p.id AND f.is_open AND (p.is_own OR (f.awaited = $1::text OR f.opened_by = $1::text OR $1::text = ANY (f.asked) OR $1::text IN (f.giver, f.taker, f.other)))) AS awaited,
       (SELECT to_char(min(d.due_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM stafet.deadline d
         WHERE d.course = p.id AND (p.is_own OR d.awaited = $1::text OR EXISTS (
               SELECT FROM stafet.flow f WHERE f.course = p.id AND f.id = d.flow AND (f.awaited = $1::text OR f.opened_by = $1::text OR $1::text = ANY (f.asked) OR $1::text IN (f.giver, f.taker, f.other))))) AS next_due,
       to_char(p.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS opened_at,
       (SELECT max(e.seq) FROM stafet.entry e WHERE e.course = p.id) AS seq,
       CASE WHEN p.is_own OR $1::text = ANY (o.offered_to) THEN o.id END AS offer_id,
       CASE WHEN p.is_own THEN (SELECT string_agg(i.party, ', ' ORDER BY i.since_seq, i.party) FROM stafet.involved i WHERE i.course = p.id AND i.until_seq = 0) END AS involved,
       nullif(p.contact_person, '') AS contact_person,
       CASE WHEN NOT p.is_own AND NOT p.takes_part THEN p.holder END AS _holder,
       p.id AS _cursor
  FROM page p LEFT JOIN stafet.offer o ON o.course = p.id AND o.is_open
 ORDER BY p.id
