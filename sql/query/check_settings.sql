-- What the broker refuses to run without (L1) → name, value, fits.
SELECT s.name, s.setting, CASE s.name
    WHEN 'fsync' THEN s.setting = 'on'
    WHEN 'full_page_writes' THEN s.setting = 'on'
    WHEN 'synchronous_commit' THEN s.setting IN ('on', 'remote_apply')
    WHEN 'data_sync_retry' THEN s.setting = 'off'
    WHEN 'server_encoding' THEN s.setting = 'UTF8'
    WHEN 'transaction_read_only' THEN s.setting = 'off'
    ELSE true END
  FROM pg_settings s
 WHERE s.name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_sync_retry', 'server_encoding', 'transaction_read_only', 'server_version', 'synchronous_standby_names')
 ORDER BY s.name
