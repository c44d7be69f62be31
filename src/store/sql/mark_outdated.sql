INSERT INTO dirty_customers (customer_id)
SELECT customer.customer_id
FROM customers AS customer
LEFT JOIN standings AS standing USING (customer_id)
WHERE standing.as_of_time IS NULL OR standing.as_of_time < $1
    OR standing.as_of_time > $1 + interval '25 hours'
ORDER BY customer.customer_id
ON CONFLICT (customer_id) DO NOTHING
