-- All merges of the customers that the ids $1 belong to.
SELECT customer_id, into_customer_id FROM merged_customers WHERE head_customer_id = ANY($1)
UNION
SELECT same.customer_id, same.into_customer_id
FROM merged_customers AS asked
JOIN merged_customers AS same ON same.head_customer_id = asked.head_customer_id
WHERE asked.customer_id = ANY($1)
