-- $1 software, $2 endpoints → incarnation, the store's time.
INSERT INTO stafet.incarnation (software, endpoints, started_at, heartbeat_at) VALUES ($1::text, $2::text, stafet.time(), clock_timestamp())
RETURNING id, stafet.time()
