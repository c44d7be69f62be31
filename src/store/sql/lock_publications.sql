-- The lock that orders portfolio publications: their times are taken under it.
SELECT pg_advisory_xact_lock(4848154511002)
