SELECT referrer_customer_id, referred_customer_id, occur_time, would_have_come_anyway_bps
FROM referrals
WHERE referred_customer_id = ANY($1) AND occur_time <= $2
