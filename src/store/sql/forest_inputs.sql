SELECT customer_id, mode, customer_standing, own_value, own_revenue, customer_revision, next_fact_time, below_mark
FROM standings
ORDER BY customer_id
