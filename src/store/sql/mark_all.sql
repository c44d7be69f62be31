INSERT INTO dirty_customers (customer_id)
SELECT customer_id FROM customers ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE
SET version = nextval('dirty_customers_version'), mark_time = clock_timestamp()
