-- Ends it. Only an error-free SYNC after this counts; a WARNING makes the outcome unknown.
COMMIT
