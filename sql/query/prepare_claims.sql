-- $1 parties: their rows in the claim table, on which claims stand in line.
INSERT INTO stafet.claim (party) SELECT DISTINCT party FROM unnest($1::text[]) AS u(party) ORDER BY party ON CONFLICT DO NOTHING
