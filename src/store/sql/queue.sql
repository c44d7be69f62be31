-- The number of customers that wait for their standing, in the queue and in an unfinished pass over all
-- customers, and the microseconds that the first of them has waited; 0 if none waits. In the queue a
-- customer's newest mark counts.
WITH pass AS (
    SELECT (value ->> 'total')::bigint - (value ->> 'done')::bigint AS rest,
           (value ->> 'begin_time')::timestamptz AS begin_time
    FROM settings
    WHERE key IN ('shares_pass', 'standings_pass')
        AND value ->> 'begin_time' IS NOT NULL AND value ->> 'end_time' IS NULL
), waiting AS (
    SELECT count(*) AS customers, min(mark_time) AS since FROM dirty_customers
)
SELECT waiting.customers + coalesce((SELECT sum(greatest(rest, 0)) FROM pass), 0)::bigint AS waiting,
       greatest(0, coalesce(extract(epoch FROM clock_timestamp()
           - least(waiting.since, (SELECT min(begin_time) FROM pass))) * 1000000, 0))::bigint
           AS oldest_micros
FROM waiting
