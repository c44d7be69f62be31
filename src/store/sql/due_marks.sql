-- The customers that have waited longest, of those marked up to $1 and due, or not if $3, at most $2: the
-- versions of their marks, why they were marked, and for how many seconds no facts about them have come.
SELECT customer_id, version, cause,
    extract(epoch FROM clock_timestamp() - mark_time)::double precision AS quiet_seconds
FROM dirty_customers
WHERE first_version <= $1 AND (due_time <= clock_timestamp() OR $3)
ORDER BY first_version
LIMIT $2
