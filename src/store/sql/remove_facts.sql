-- Deletes the facts $1, $2, $3 (customer, source and id).
DELETE FROM facts
USING unnest($1::text[], $2::text[], $3::text[]) AS gone (customer_id, source, fact_id)
WHERE facts.customer_id = gone.customer_id
  AND facts.customer_id = ANY($1)
  AND facts.source = gone.source
  AND facts.fact_id = gone.fact_id
