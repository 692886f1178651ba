-- $1 seconds. Ends sessions of brokers that have stood inside one transaction that long: a broker stopped in a pipeline holds its locks for ever
-- and no time-out of the server ends it → how many.
SELECT count(*) FROM (
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE usename = current_user AND pid <> pg_backend_pid() AND application_name LIKE 'stafet-broker%'
       AND xact_start < clock_timestamp() - make_interval(secs => $1::int4)) ended
