-- Says that this transaction is about to mark bases. Whoever begins to compute one waits until all who
-- said so have ended: they either are seen by the computation or see it in the next statement.
SELECT pg_advisory_xact_lock_shared(4848154511002)
