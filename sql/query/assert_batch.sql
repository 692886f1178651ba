-- $1 incarnation int4, $2 the broker's time, $3 facts kinds, $4 their versions → the store's time. Raises ST002, ST003, ST004.
SELECT stafet.assert_batch($1::int4, $2::timestamptz, $3::int2[], $4::int8[])
