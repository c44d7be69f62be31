-- Which of the customers $1 exist, and the record time. Asked only after they are locked.
SELECT clock_timestamp(), ARRAY(SELECT customer_id FROM customers WHERE customer_id = ANY($1))
