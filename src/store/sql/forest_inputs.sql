SELECT customer_id, mode, status, own_value, own_revenue, brought_value
FROM standings
ORDER BY customer_id
