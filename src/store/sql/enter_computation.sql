-- Waits until all who said that they are about to mark bases have ended: what they wrote is seen by
-- the computation that begins now. See enter_bases.sql.
SELECT pg_advisory_xact_lock(4848154511002)
