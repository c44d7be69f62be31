-- Who referred $1 by $2.
SELECT referrer_customer_id FROM referrals WHERE referred_customer_id = $1 AND occur_time <= $2
