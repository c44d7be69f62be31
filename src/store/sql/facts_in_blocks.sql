-- What came from day $1 on, of the facts in the table's places from $2 on, before $3.
SELECT source, kind, (record_time AT TIME ZONE 'UTC')::date AS record_date, count(*) AS fact_count,
    max(record_time) AS last_record_time
FROM facts
WHERE ctid >= $2::text::tid AND ctid < $3::text::tid
AND record_time >= $1::date::timestamp AT TIME ZONE 'UTC'
GROUP BY 1, 2, 3
