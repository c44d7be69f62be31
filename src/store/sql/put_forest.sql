UPDATE standings AS standing
SET brought_value = found.brought_value,
    total_value = found.total_value,
    credited_value = found.credited_value,
    brought_count = found.brought_count,
    rank_by_own = found.rank_by_own,
    rank_by_total = found.rank_by_total,
    ranked_count = found.ranked_count,
    forest_time = $9
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[],
    $7::integer[], $8::integer[])
    AS found (customer_id, brought_value, total_value, credited_value, brought_count, rank_by_own,
        rank_by_total, ranked_count)
WHERE standing.customer_id = found.customer_id
    AND (standing.forest_time IS NULL OR standing.forest_time <= $9)
