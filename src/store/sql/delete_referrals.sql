-- Deletes the referrals by which the customers $1 came. The forest is locked.
DELETE FROM referrals WHERE referred_customer_id = ANY($1)
