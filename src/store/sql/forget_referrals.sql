-- Forgets whom the customers $1 referred, and who referred the customers $2, to be made anew. The forest is
-- locked.
DELETE FROM referrals WHERE referrer_customer_id = ANY($1) OR referred_customer_id = ANY($2)
