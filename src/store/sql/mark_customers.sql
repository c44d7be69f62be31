-- Marks the customers $1 for evaluation at once because of new facts, in the order of their ids.
INSERT INTO dirty_customers (customer_id)
SELECT marked.customer_id FROM unnest($1::text[]) AS marked (customer_id)
ORDER BY marked.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET version = excluded.version, mark_time = excluded.mark_time, due_time = '-infinity', cause = 1
