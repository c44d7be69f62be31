-- Forgets the monthly sums of the customers $1, to be made anew.
DELETE FROM customer_months WHERE customer_id = ANY($1)
