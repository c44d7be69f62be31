-- Locks the portfolio publications, which orders them: each takes its time under this lock.
SELECT pg_advisory_xact_lock(4848154511002)
