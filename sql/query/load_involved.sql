-- $1 courses → involved units.
SELECT course, party, since_seq, until_seq FROM stafet.involved WHERE course = ANY ($1::uuid[]) ORDER BY course, since_seq, party
