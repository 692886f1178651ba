-- → the highest migration that was applied, virtual_time, the store's time.
SELECT max(m.number), (SELECT virtual_time FROM stafet.cluster), stafet.time() FROM stafet.migration m
