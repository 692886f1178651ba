-- What is run when only the journal entry beside it matters: a look that is answered from the rules, or one that is denied → the store's time.
SELECT stafet.time()
