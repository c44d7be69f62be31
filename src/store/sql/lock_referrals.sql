-- Takes the one lock of the forest until the end of the transaction. Later statements of the transaction
-- see every referral recorded before.
SELECT pg_advisory_xact_lock(4848154511001)
