DELETE FROM referral_figures WHERE customer_id = ANY($1)
