-- What came from day $4 on among the $5 facts after the key ($1, $2, $3), and the last key of them all.
WITH page AS MATERIALIZED (
    SELECT customer_id, source, fact_id, kind, record_time FROM facts
    WHERE (customer_id, source, fact_id) > ($1, $2, $3)
    ORDER BY customer_id, source, fact_id
    LIMIT $5
), came AS (
    SELECT source, kind, (record_time AT TIME ZONE 'UTC')::date AS record_date, count(*) AS fact_count,
        max(record_time) AS last_record_time
    FROM page
    WHERE record_time >= $4::date::timestamp AT TIME ZONE 'UTC'
    GROUP BY 1, 2, 3
)
SELECT last.customer_id, last.source, last.fact_id,
    came.source, came.kind, came.record_date, came.fact_count, came.last_record_time
FROM (SELECT customer_id, source, fact_id FROM page
    ORDER BY customer_id DESC, source DESC, fact_id DESC LIMIT 1) AS last
LEFT JOIN came ON true
