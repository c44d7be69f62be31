DELETE FROM dirty_customers AS waiting
USING unnest($1::text[], $2::bigint[]) AS done (customer_id, version)
WHERE waiting.customer_id = done.customer_id AND waiting.version = done.version
