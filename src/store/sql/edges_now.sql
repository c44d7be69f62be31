-- All referrals that occurred by $1.
SELECT referrer_customer_id, referred_customer_id, occur_time, would_have_come_anyway_bps
FROM referrals
WHERE occur_time <= $1
