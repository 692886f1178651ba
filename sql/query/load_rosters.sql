-- $1 now: lines that are over are left out.
SELECT party, role, person, begins, ends FROM stafet.roster WHERE ends > $1::timestamptz - interval '1 day' ORDER BY party, begins
