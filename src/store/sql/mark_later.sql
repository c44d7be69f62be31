-- Marks the customers $1 for evaluation in $2 seconds. Their change of class is announced once no more
-- facts come.
INSERT INTO dirty_customers (customer_id, due_time)
SELECT marked.customer_id, clock_timestamp() + make_interval(secs => $2)
FROM unnest($1::text[]) AS marked (customer_id)
ORDER BY marked.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, due_time = excluded.due_time
