-- $1 unit → whether its system receives now, and since when; else when it was there last.
SELECT n.connected, to_char(n.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS connected_since,
       to_char(n.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last_seen
  FROM stafet.present n WHERE n.party = $1::text
