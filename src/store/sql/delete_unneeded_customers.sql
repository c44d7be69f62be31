-- Deletes the customers $1. This unit of work created them for items that it then refused.
DELETE FROM customers WHERE customer_id = ANY($1)
