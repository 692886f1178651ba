-- A migration is one transaction.
BEGIN
