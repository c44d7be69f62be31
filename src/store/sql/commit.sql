-- Commits a unit of work. Postgres answers the COMMIT of a failed transaction with ROLLBACK and no error.
-- The receipt that is selected first is an error there. COMMIT itself has no statement timeout, so that
-- none cuts it short.
SET LOCAL statement_timeout = 0;
SELECT 'kept';
COMMIT
