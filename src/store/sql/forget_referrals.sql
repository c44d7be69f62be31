-- Forgets whom the customers $1 referred, to be made anew. The forest is locked.
DELETE FROM referrals WHERE referrer_customer_id = ANY($1)
