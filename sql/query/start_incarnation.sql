-- $1 journal id, $2 software, $3 endpoints → incarnation, the store's time.
INSERT INTO stafet.incarnation (journal, software, endpoints, started_at, heartbeat_at) VALUES ($1::uuid, $2::text, $3::text, stafet.time(), clock_timestamp())
RETURNING id, stafet.time()
