SELECT customer_id, customer_class, total_value, brought_value, credited_value, brought_count,
    rank_by_own, rank_by_total, ranked_count,
    (SELECT (value #>> '{}')::timestamptz FROM settings WHERE key = 'forest_time') AS forest_time
FROM standings
WHERE customer_id = ANY($1) AND brought_count IS NOT NULL
