-- The standings among $1 whose class differs from the announced class, or did at the last look. This
-- transaction has locked them.
SELECT customer_id, announced_class, announced_points,
    -- A standing that was created again after a loss does not hold the number of changes so far.
    greatest(change_number, (
        SELECT coalesce(max(known.change_number), 0)
        FROM class_changes AS known
        WHERE known.customer_id = standings.customer_id AND known.customer_id = ANY($1)
    )) AS change_number, customer_class, points, model_id,
    model_version, customer_revision, as_of_time, clock_timestamp() AS now,
    extract(epoch FROM clock_timestamp() - differs_since)::double precision AS differs_for
FROM standings
WHERE customer_id = ANY($1)
    AND (announced_class IS DISTINCT FROM customer_class OR differs_since IS NOT NULL)
