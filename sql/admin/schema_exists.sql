-- $1 name → one row when the schema is there.
SELECT 1 FROM pg_namespace WHERE nspname = $1::text
