-- Adds $4 facts of source $1 and kind $2 on day $3, the last of them recorded at $5. If $6 is true, the
-- count covers everything in the table of facts: the larger of the two counts is kept instead of their sum.
INSERT INTO feed_days AS kept (source, kind, record_date, fact_count, last_record_time)
SELECT source, kind, record_date, fact_count, last_record_time
FROM unnest($1::text[], $2::smallint[], $3::date[], $4::bigint[], $5::timestamptz[])
    AS came (source, kind, record_date, fact_count, last_record_time)
ORDER BY source COLLATE "C", kind, record_date
ON CONFLICT (source, kind, record_date) DO UPDATE SET
    fact_count = CASE WHEN $6 THEN greatest(kept.fact_count, excluded.fact_count)
        ELSE kept.fact_count + excluded.fact_count END,
    last_record_time = greatest(kept.last_record_time, excluded.last_record_time)
