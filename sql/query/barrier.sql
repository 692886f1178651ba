-- Makes a transaction that only read wait for the disk and the standby like one that wrote.
SELECT pg_logical_emit_message(true, 'stafet', '')
