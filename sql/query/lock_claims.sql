-- $1 parties. The next statement then sees what an earlier claim did.
SELECT party FROM stafet.claim WHERE party = ANY ($1::text[]) ORDER BY party FOR UPDATE
