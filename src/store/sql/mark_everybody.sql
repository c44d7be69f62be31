-- Marks all customers for evaluation, in the order of their ids.
INSERT INTO dirty_customers (customer_id)
SELECT customer_id FROM customers ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, mark_time = excluded.mark_time
