-- The customers that have waited longest for their figures, at most $1, with the versions of their marks.
SELECT customer_id, version FROM referral_queue ORDER BY version LIMIT $1
