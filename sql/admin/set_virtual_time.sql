-- $1 the time to begin with. Only while nothing has been written: a store's clock is never changed under its log.
UPDATE stafet.cluster SET virtual_time = true, virtual_now = $1::timestamptz WHERE NOT EXISTS (SELECT FROM stafet.batch)
