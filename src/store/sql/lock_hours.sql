-- One at a time decides whether an hour is another one than that in force.
SELECT pg_advisory_xact_lock(4848154511004)
