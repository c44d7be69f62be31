-- Something about the customers $1 changed. They are locked.
UPDATE customers SET revision = revision + 1 WHERE customer_id = ANY($1)
