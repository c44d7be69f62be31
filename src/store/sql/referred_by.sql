-- The ids that the live referral facts of the customers $1 name.
SELECT DISTINCT f.body #>> '{referral,referred_customer_id}'
FROM facts AS f
WHERE f.kind = 14
  AND f.customer_id = ANY($1)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
