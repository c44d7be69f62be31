-- Serialises changes of the hour: one transaction at a time compares a new hour with the one in force.
SELECT pg_advisory_xact_lock(4848154511004)
