-- Deletes the referrals that the customers $1 made and those by which the customers $2 came. The forest is locked.
DELETE FROM referrals WHERE referrer_customer_id = ANY($1) OR referred_customer_id = ANY($2)
