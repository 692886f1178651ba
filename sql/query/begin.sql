-- Starts a transaction of a batch, a claim or a query. lock_timeout ends a wait behind a stuck broker.
BEGIN ISOLATION LEVEL READ COMMITTED
