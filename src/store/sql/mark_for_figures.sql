-- Marks the customers $1, whose published figures have changed. A customer that was last scheduled for its
-- figures more than $2 seconds ago is due at once. Otherwise it is due $2 seconds after that time, and
-- further changes until then share one evaluation. A mark for facts keeps its cause and its earlier due
-- time.
INSERT INTO dirty_customers AS waiting (customer_id, due_time, cause)
SELECT marked.customer_id,
    CASE WHEN figures.mark_time > now() THEN figures.mark_time
        ELSE coalesce(figures.mark_time + make_interval(secs => $2), '-infinity') END,
    3
FROM unnest($1::text[]) AS marked (customer_id)
LEFT JOIN referral_figures AS figures ON figures.customer_id = marked.customer_id
ORDER BY marked.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET version = excluded.version,
    due_time = least(waiting.due_time, excluded.due_time),
    cause = least(waiting.cause, excluded.cause)
