-- Lines of fenced and ended brokers become nobody's → how many deliveries.
WITH freed AS (
    UPDATE stafet.delivery d SET incarnation = 0 FROM stafet.incarnation i
     WHERE d.incarnation = i.id AND (i.fenced OR i.ended_at IS NOT NULL) RETURNING 1)
SELECT count(*) FROM freed
