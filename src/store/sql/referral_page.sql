-- At most $1 customers that have waited longest for their referral figures, with the versions of their
-- marks.
SELECT customer_id, version FROM referral_queue ORDER BY version LIMIT $1
