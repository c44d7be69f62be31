-- The standings of the customers $1, by id.
SELECT * FROM standings WHERE customer_id = ANY($1) ORDER BY customer_id
