-- A page of the ids of all customers.
SELECT customer_id FROM customers WHERE customer_id > $1 ORDER BY customer_id LIMIT $2
