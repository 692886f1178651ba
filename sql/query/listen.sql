-- On the read connection: wake-ups by other brokers.
LISTEN stafet
