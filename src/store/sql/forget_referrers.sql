-- Makes the customers $1, who are deleted, no referrers any more in the published figures.
UPDATE referral_figures SET referrer_customer_id = NULL WHERE referrer_customer_id = ANY($1)
