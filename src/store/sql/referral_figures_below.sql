-- The published figures of the customers directly below the customers $1.
SELECT * FROM referral_figures WHERE referrer_customer_id = ANY($1)
