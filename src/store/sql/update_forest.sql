-- Puts figures from a pass over the whole forest that speaks for $2 into standings, the array $1 of
-- objects. Those of a later pass are left alone.
UPDATE standings AS s
SET brought_value = told.brought_value,
    total_value = told.total_value,
    credited_value = told.credited_value,
    incremental_value = told.incremental_value,
    brought_count = told.brought_count,
    rank_by_own = told.rank_by_own,
    rank_by_total = told.rank_by_total,
    ranked_count = told.ranked_count,
    forest_time = $2
FROM jsonb_to_recordset($1) AS told (
    customer_id text, brought_value bigint, total_value bigint, credited_value bigint,
    incremental_value bigint, brought_count integer, rank_by_own integer, rank_by_total integer,
    ranked_count integer)
WHERE s.customer_id = told.customer_id COLLATE "C"
  AND (s.forest_time IS NULL OR s.forest_time <= $2)
