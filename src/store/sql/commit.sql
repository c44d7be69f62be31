-- Ends a unit of work. The receipt is an error in a failed transaction, whose COMMIT would answer
-- ROLLBACK and no error. A commit is not cut short by a statement timeout.
SET LOCAL statement_timeout = 0;
SELECT 'kept';
COMMIT
