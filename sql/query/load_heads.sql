-- $1 courses → course, seq, hash, at of the last entry.
SELECT u.course, e.seq, e.hash, e.at
  FROM unnest($1::uuid[]) AS u(course)
  JOIN LATERAL (SELECT seq, hash, at FROM stafet.entry e WHERE e.course = u.course ORDER BY e.seq DESC LIMIT 1) e ON true
