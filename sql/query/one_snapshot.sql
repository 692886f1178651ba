-- First in a transaction that reads a whole from several tables: all of it as it was at one instant.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY
