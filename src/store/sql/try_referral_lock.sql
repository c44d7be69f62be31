-- One publisher of referral figures at a time, to the end of its transaction.
SELECT pg_try_advisory_xact_lock(4848154511005)
