-- Keeps what the pass of the time $9 found, where it differs. The share on the claim makes a newer pass
-- wait for this statement, and without the claim nothing is kept.
WITH claim AS (
    SELECT FROM settings WHERE key = 'forest_time' AND value = to_jsonb($9::timestamptz) FOR SHARE
)
UPDATE standings AS standing
SET brought_value = found.brought_value,
    total_value = found.total_value,
    credited_value = found.credited_value,
    brought_count = found.brought_count,
    rank_by_own = found.rank_by_own,
    rank_by_total = found.rank_by_total,
    ranked_count = found.ranked_count,
    below_mark = found.below_mark
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[],
    $7::integer[], $8::integer[], $10::bigint[])
    AS found (customer_id, brought_value, total_value, credited_value, brought_count, rank_by_own,
        rank_by_total, ranked_count, below_mark)
WHERE standing.customer_id = found.customer_id
    AND EXISTS (SELECT FROM claim)
    AND (standing.brought_value, standing.total_value, standing.credited_value,
        standing.brought_count, standing.rank_by_own, standing.rank_by_total,
        standing.ranked_count, standing.below_mark)
    IS DISTINCT FROM (found.brought_value, found.total_value, found.credited_value,
        found.brought_count, found.rank_by_own, found.rank_by_total, found.ranked_count,
        found.below_mark)
