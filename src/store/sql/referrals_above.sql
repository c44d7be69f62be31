-- The referrals of the customers $1 and of everybody above them that occurred by $2. UNION leaves out what
-- was found before, so that the walk ends whatever the table holds.
WITH RECURSIVE above AS (
    SELECT referrer_customer_id, referred_customer_id, occur_time, would_have_come_anyway_bps
    FROM referrals
    WHERE referred_customer_id = ANY($1) AND occur_time <= $2
    UNION
    SELECT r.referrer_customer_id, r.referred_customer_id, r.occur_time, r.would_have_come_anyway_bps
    FROM above
    JOIN referrals AS r ON r.referred_customer_id = above.referrer_customer_id
    WHERE r.occur_time <= $2
)
SELECT referrer_customer_id, referred_customer_id, occur_time, would_have_come_anyway_bps
FROM above
