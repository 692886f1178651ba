-- → whether the store's time is virtual.
SELECT virtual_time FROM stafet.cluster
