-- Tries to take the lock of migrations for the session.
SELECT pg_try_advisory_lock(4848154511003)
