-- $1 CURVE public key in hex: the first operator's unit, person and grant. Where they stand they stay.
WITH unit AS (
    INSERT INTO stafet.party (id, kind, name, organisation, municipality, may_hold, around_the_clock)
    VALUES ('operator', 'operator', 'Drift', 'operator', '', false, false) ON CONFLICT DO NOTHING RETURNING id),
somebody AS (
    INSERT INTO stafet.person (id, party, name, role) SELECT 'operator', id, 'Driftsoperatør', 5 FROM unit ON CONFLICT DO NOTHING),
bumped AS (
    UPDATE stafet.facts SET version = version + 1 WHERE kind IN (0, 1, 2))
INSERT INTO stafet.grant_key (public_key, party, rights, label) SELECT decode($1::text, 'hex'), 'operator', 21, 'first operator'
ON CONFLICT (public_key, party) DO NOTHING
