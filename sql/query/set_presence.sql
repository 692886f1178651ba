-- $1 own incarnation, $2 units that have a session here that receives, all of them. What brokers that are no more knew of these is over.
WITH here AS MATERIALIZED (SELECT DISTINCT u.party FROM unnest($2::text[]) AS u(party)),
old AS (
    DELETE FROM stafet.presence o USING here h, stafet.incarnation i
     WHERE o.party = h.party AND o.incarnation <> $1::int4 AND i.id = o.incarnation AND (i.fenced OR i.ended_at IS NOT NULL)),
gone AS (
    UPDATE stafet.presence g SET until = stafet.time() WHERE g.incarnation = $1::int4 AND g.until IS NULL AND NOT EXISTS (SELECT FROM here h WHERE h.party = g.party))
INSERT INTO stafet.presence (party, incarnation, since) SELECT h.party, $1::int4, stafet.time() FROM here h
ON CONFLICT (party, incarnation) DO UPDATE SET since = excluded.since, until = NULL WHERE presence.until IS NOT NULL
