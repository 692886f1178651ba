-- $1 software, $2 endpoints → incarnation, the store's time.
WITH life AS (
    INSERT INTO stafet.incarnation (software, endpoints, started_at) VALUES ($1::text, $2::text, stafet.time()) RETURNING id),
beat AS (
    INSERT INTO stafet.heartbeat (incarnation, at) SELECT id, clock_timestamp() FROM life)
SELECT id, stafet.time() FROM life
