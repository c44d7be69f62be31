-- The standing of the customers $1, and the customer revision that it rests on.
SELECT customer_id, customer_standing, customer_revision FROM standings WHERE customer_id = ANY($1)
