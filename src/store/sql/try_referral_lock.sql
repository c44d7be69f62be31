-- Tries to become the one publisher of referral figures, until the end of the transaction.
SELECT pg_try_advisory_xact_lock(4848154511005)
