SELECT customer_id, version FROM dirty_customers
WHERE first_version <= $1
ORDER BY first_version
LIMIT $2
