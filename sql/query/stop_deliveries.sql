-- Arrays, one element a consent that is over: $1 course, $2 its keyed id, $3 seq of the entry that ended it, $4 at, $5 status. Every delivery to another controller that rests
-- on it and is not acknowledged becomes undeliverable, whoever has its line (L13). What it rests on stands in its entry (field 45, 16 bytes); a withdrawal (570) rests on nothing.
WITH ended AS MATERIALIZED (SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::int8[], $4::timestamptz[], $5::int4[]) AS u(course, consent, seq, at, status)),
stopped AS (
    DELETE FROM stafet.delivery d USING ended o, stafet.entry e, stafet.party s, stafet.party r
     WHERE d.course = o.course AND d.seq < o.seq AND e.course = d.course AND e.seq = d.seq AND e.type <> 570
       AND position('\xea0210'::bytea || o.consent IN e.entry) > 0
       AND s.id = e.party AND r.id = d.party AND r.organisation <> s.organisation
    RETURNING d.party, d.course, d.seq, o.at, o.status)
INSERT INTO stafet.undeliverable (party, course, seq, at, status) SELECT party, course, seq, at, status FROM stopped ON CONFLICT DO NOTHING
