-- Takes the lock of migrations for the session, if it is free.
SELECT pg_try_advisory_lock(4848154511003)
