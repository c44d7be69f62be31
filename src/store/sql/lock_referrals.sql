-- The one lock of the forest, held to the end of the transaction. Statements after this one see every
-- referral recorded before.
SELECT pg_advisory_xact_lock(4848154511001)
