-- The store's part of the status row; the broker adds its own.
SELECT current_setting('server_version') AS store_version,
       (SELECT max(m.number) FROM stafet.migration m) AS migration,
       (SELECT count(*) FROM stafet.incarnation i WHERE NOT i.fenced AND i.ended_at IS NULL) AS brokers,
       (SELECT count(*) FROM stafet.course c WHERE c.is_open) AS courses_open,
       (SELECT count(*) FROM stafet.delivery) AS deliveries_waiting,
       (SELECT count(*) FROM stafet.deadline d WHERE d.due_at <= coalesce(d.paused_at, stafet.time())) AS deadlines_overdue,
       to_char(stafet.time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS store_time,
       (SELECT u.virtual_time FROM stafet.cluster u) AS virtual_time,
       current_setting('synchronous_standby_names') <> '' AS synchronous,
       pg_database_size(current_database()) AS store_bytes
