-- The referrals above the customers $1 and below the customers $2. UNION leaves out rows found before, so
-- the walk ends even if the table holds a cycle.
WITH RECURSIVE above AS (
    SELECT referred_customer_id, referrer_customer_id
    FROM referrals
    WHERE referred_customer_id = ANY($1)
    UNION
    SELECT r.referred_customer_id, r.referrer_customer_id
    FROM above
    JOIN referrals AS r ON r.referred_customer_id = above.referrer_customer_id
), below AS (
    SELECT referred_customer_id, referrer_customer_id
    FROM referrals
    WHERE referrer_customer_id = ANY($2)
    UNION
    SELECT r.referred_customer_id, r.referrer_customer_id
    FROM below
    JOIN referrals AS r ON r.referrer_customer_id = below.referred_customer_id
)
SELECT referred_customer_id, referrer_customer_id FROM above
UNION
SELECT referred_customer_id, referrer_customer_id FROM below
