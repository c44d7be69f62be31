SELECT customer_id, customer_class, own_value, brought_value, credited_value, brought_count,
    rank_by_own, rank_by_total, ranked_count, forest_time
FROM standings
WHERE customer_id = ANY($1) AND forest_time IS NOT NULL
