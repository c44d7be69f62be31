-- The marks of at most $2 customers that have waited longest. Only marks up to the version $1 count, and
-- only those that are due, unless $3 is true. Each comes with its version, its cause and the seconds since
-- the last facts about the customer.
SELECT customer_id, version, cause,
    extract(epoch FROM clock_timestamp() - mark_time)::double precision AS quiet_seconds
FROM dirty_customers
WHERE first_version <= $1 AND (due_time <= clock_timestamp() OR $3)
ORDER BY first_version
LIMIT $2
