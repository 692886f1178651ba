-- $1 parties for which other brokers should look now. Only a wake-up.
SELECT pg_notify('stafet', party) FROM unnest($1::text[]) AS u(party)
