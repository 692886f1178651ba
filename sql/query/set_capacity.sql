-- $1 offer, $2 its unit, $3 total, $4 free, $5 reserved, $6 waiting days, $7 next free, $8 now, $9 who. NULL keeps what stands, but of the next free place → the row.
WITH made AS (
    INSERT INTO stafet.capacity (offer, total, free, reserved, waiting_days, next_free, as_of, told_by)
    SELECT r.id, coalesce(($3::text)::int4, k.total, ($4::text)::int4), coalesce(($4::text)::int4, k.free, 0), coalesce(($5::text)::int4, k.reserved, 0),
           coalesce(($6::text)::int4, k.waiting_days, 0), ($7::text)::timestamptz, ($8::text)::timestamptz, $9::text
      FROM stafet.offer_record r LEFT JOIN stafet.capacity k ON k.offer = r.id
     WHERE r.id = $1::text AND r.party = $2::text
    ON CONFLICT (offer) DO UPDATE SET total = excluded.total, free = excluded.free, reserved = excluded.reserved, waiting_days = excluded.waiting_days,
        next_free = excluded.next_free, as_of = excluded.as_of, told_by = excluded.told_by
    RETURNING *)
SELECT o.id AS offer, o.party, c.total, c.free, c.reserved, c.waiting_days,
       to_char(c.next_free AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_free,
       to_char(c.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS as_of, c.told_by,
       (SELECT stafet.time()) - c.as_of >= CASE WHEN o.acute THEN interval '1 day' ELSE interval '7 days' END AS stale, o.acute
  FROM made c JOIN stafet.offer_record o ON o.id = c.offer
