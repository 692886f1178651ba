-- → every version of every changed deadline rule, the newest last.
SELECT rule, municipality, paragraph, priority, amount, unit, valid_from, version FROM stafet.deadline_rule ORDER BY rule, municipality, version
