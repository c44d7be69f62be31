-- Takes back the customers $1, whom this unit of work created for items that were then refused.
DELETE FROM customers WHERE customer_id = ANY($1)
