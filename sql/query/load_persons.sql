-- → every member of staff.
SELECT id, party, name, role, phone, valid_from, valid_to FROM stafet.person ORDER BY party, id
