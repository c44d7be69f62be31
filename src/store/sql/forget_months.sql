-- Deletes the monthly sums of the customers $1, which are then derived again.
DELETE FROM customer_months WHERE customer_id = ANY($1)
