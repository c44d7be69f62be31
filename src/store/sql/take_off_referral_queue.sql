-- Removes customers from the queue whose figures were published for the versions $2 of their marks.
DELETE FROM referral_queue AS waiting
USING unnest($1::text[], $2::bigint[]) AS done (customer_id, version)
WHERE waiting.customer_id = done.customer_id AND waiting.version = done.version
