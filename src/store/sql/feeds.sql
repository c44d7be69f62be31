-- The days from $1 on of at most $2 feeds. Feeds with facts on the most days come first.
SELECT source, kind, array_agg(record_date ORDER BY record_date), max(last_record_time)
FROM feed_days
WHERE record_date >= $1
GROUP BY source, kind
ORDER BY count(*) DESC, source, kind
LIMIT $2
