-- Ends a transaction of which a statement failed.
ROLLBACK
