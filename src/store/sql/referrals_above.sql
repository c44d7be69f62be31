-- The referrals that brought the customers $1 and everybody above them, and that occurred by $2. UNION
-- leaves out rows found before, so the walk ends even if the table holds a cycle.
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
