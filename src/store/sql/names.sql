-- The names of the customers $1.
SELECT customer_id, name FROM customers WHERE customer_id = ANY($1)
