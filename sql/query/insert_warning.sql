-- $1 rule, $2 unit, $3 about, $4 anchor, $5 step, $6 due, $7 ends (NULL = it has no end), $8 told, $9 now. Of two brokers the later one collides.
INSERT INTO stafet.warning (rule, party, about, anchor, step, due_at, ends_at, told, at)
VALUES ($1::text, $2::text, $3::text, ($4::text)::timestamptz, ($5::text)::int2, ($6::text)::timestamptz, ($7::text)::timestamptz, $8::text, ($9::text)::timestamptz)
RETURNING number
