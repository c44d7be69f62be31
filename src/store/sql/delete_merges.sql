-- Deletes the merges of the ids $1. The forest is locked.
DELETE FROM merged_customers WHERE customer_id = ANY($1)
