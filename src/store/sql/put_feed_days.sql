-- Counts facts: $4 more of source $1 and kind $2 on day $3, the last of them at $5. Where all that is in
-- facts was counted ($6), a count does not add to the one that is kept: the larger holds.
INSERT INTO feed_days AS kept (source, kind, record_date, fact_count, last_record_time)
SELECT source, kind, record_date, fact_count, last_record_time
FROM unnest($1::text[], $2::smallint[], $3::date[], $4::bigint[], $5::timestamptz[])
    AS came (source, kind, record_date, fact_count, last_record_time)
ORDER BY source COLLATE "C", kind, record_date
ON CONFLICT (source, kind, record_date) DO UPDATE SET
    fact_count = CASE WHEN $6 THEN greatest(kept.fact_count, excluded.fact_count)
        ELSE kept.fact_count + excluded.fact_count END,
    last_record_time = greatest(kept.last_record_time, excluded.last_record_time)
