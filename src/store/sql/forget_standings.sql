-- Deletes the standings of the ids $1, which are not customers of their own any more.
DELETE FROM standings WHERE customer_id = ANY($1)
