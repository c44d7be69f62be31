-- The published figures of the customers $1.
SELECT * FROM referral_figures WHERE customer_id = ANY($1)
