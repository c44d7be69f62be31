-- Deletes the retractions of the facts $1, $2, $3 (customer, source and id).
DELETE FROM retractions
USING unnest($1::text[], $2::text[], $3::text[]) AS gone (customer_id, source, fact_id)
WHERE retractions.customer_id = gone.customer_id
  AND retractions.customer_id = ANY($1)
  AND retractions.source = gone.source
  AND retractions.fact_id = gone.fact_id
