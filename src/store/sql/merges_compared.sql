-- All live merges by the facts, and all stored ones, in one snapshot. Only stored ones have the id at the end
-- of the chain.
SELECT f.customer_id, f.body #>> '{merge,into_customer_id}' AS into_customer_id, NULL AS head_customer_id
FROM facts AS f
WHERE f.kind = 19
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
UNION ALL
SELECT customer_id, into_customer_id, head_customer_id FROM merged_customers
