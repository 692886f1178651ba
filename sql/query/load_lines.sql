-- $1 courses, $2 own incarnation → course, party of lines that have deliveries which are not this broker's.
SELECT DISTINCT i.course, i.party FROM stafet.involved i
  JOIN stafet.delivery d ON d.party = i.party AND d.course = i.course
 WHERE i.course = ANY ($1::uuid[]) AND d.incarnation <> $2::int4
