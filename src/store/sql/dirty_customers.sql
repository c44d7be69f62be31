-- The customers marked longest ago.
SELECT customer_id, version FROM dirty_customers ORDER BY version LIMIT $1
