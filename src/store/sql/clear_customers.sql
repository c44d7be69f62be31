-- Takes the customers $1 off the queue as the versions $2. Whoever is locked is being marked again and
-- stays. The queue is a local table, which may be locked in order of its key.
WITH seen AS (
    SELECT d.customer_id
    FROM unnest($1::text[], $2::bigint[]) AS asked (customer_id, version)
    JOIN dirty_customers AS d ON d.customer_id = asked.customer_id AND d.version = asked.version
    ORDER BY d.customer_id
    FOR UPDATE OF d SKIP LOCKED
)
DELETE FROM dirty_customers AS d
USING seen
WHERE d.customer_id = seen.customer_id
