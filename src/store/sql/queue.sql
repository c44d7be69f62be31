-- How many customers wait for their standing, and for how many microseconds the one that was marked first
-- and not again since; 0 if none waits.
SELECT count(*) AS waiting,
       greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(mark_time)) * 1000000, 0))::bigint
           AS oldest_micros
FROM dirty_customers
