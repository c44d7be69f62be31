-- Removes customers from the queue whose standing was made for the versions $2 of their marks. A customer
-- that was marked again meanwhile moves to the end of the queue.
WITH done AS (
    SELECT * FROM unnest($1::text[], $2::bigint[]) AS done (customer_id, version)
),
finished AS (
    DELETE FROM dirty_customers AS waiting
    USING done
    WHERE waiting.customer_id = done.customer_id AND waiting.version = done.version
)
UPDATE dirty_customers AS waiting
SET first_version = waiting.version
FROM done
WHERE waiting.customer_id = done.customer_id AND waiting.version <> done.version
