-- Counts facts by source, kind and day. It reads the rows stored from the table position $2 up to before
-- $3, and counts facts recorded from day $1 on.
SELECT source, kind, (record_time AT TIME ZONE 'UTC')::date AS record_date, count(*) AS fact_count,
    max(record_time) AS last_record_time
FROM facts
WHERE ctid >= $2::text::tid AND ctid < $3::text::tid
AND record_time >= $1::date::timestamp AT TIME ZONE 'UTC'
GROUP BY 1, 2, 3
