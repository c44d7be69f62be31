-- Marks the customers whose standing waits for a fact that was recorded ahead of time and has happened by
-- $1.
INSERT INTO dirty_customers (customer_id, cause)
SELECT customer_id, 2 FROM standings WHERE next_fact_time <= $1
ORDER BY customer_id
ON CONFLICT (customer_id) DO NOTHING
