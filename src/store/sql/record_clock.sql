-- The record time of a unit of work that holds its locks, and all merges of the customers that the ids $1
-- belong to. The lock of a customer keeps its merges as they are.
SELECT clock_timestamp() AS record_time, found.customer_ids, found.into_customer_ids
FROM (
    SELECT array_agg(customer_id) AS customer_ids, array_agg(into_customer_id) AS into_customer_ids
    FROM (
        SELECT customer_id, into_customer_id FROM merged_customers WHERE head_customer_id = ANY($1)
        UNION
        SELECT same.customer_id, same.into_customer_id
        FROM merged_customers AS asked
        JOIN merged_customers AS same ON same.head_customer_id = asked.head_customer_id
        WHERE asked.customer_id = ANY($1)
    ) AS merges
) AS found
