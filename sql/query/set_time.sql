-- $1 time → the virtual time, how many clocks are to fire by it, and when the next one does. No row: time is real here, or would go back.
WITH moved AS (
    UPDATE stafet.cluster SET virtual_now = ($1::text)::timestamptz WHERE virtual_time AND virtual_now <= ($1::text)::timestamptz RETURNING virtual_now)
SELECT to_char(m.virtual_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
       (SELECT count(*) FROM stafet.deadline d WHERE d.fire_at <= m.virtual_now) AS clocks_due,
       (SELECT to_char(min(d.fire_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM stafet.deadline d WHERE d.fire_at > m.virtual_now) AS next_clock_at
  FROM moved m
