-- Waits for every transaction that is about to mark bases (see enter_bases), and keeps others from it
-- until this one ends. Held for one statement only.
SELECT pg_advisory_xact_lock(4848154511002)
