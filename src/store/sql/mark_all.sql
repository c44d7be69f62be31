-- Marks everybody. The version is the one that the insert has drawn: a shard draws none.
INSERT INTO dirty_customers (customer_id)
SELECT customer_id FROM customers ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE
SET version = excluded.version, mark_time = excluded.mark_time
