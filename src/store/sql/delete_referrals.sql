-- Takes away who referred $1. The forest is locked.
DELETE FROM referrals WHERE referred_customer_id = ANY($1)
