-- → every unit.
SELECT id, kind, name, organisation, municipality, cvr, sor, gln, may_hold, around_the_clock, cover, fallback, phone, valid_from, valid_to FROM stafet.party ORDER BY id
