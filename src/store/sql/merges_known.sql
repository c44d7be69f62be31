-- All merges as known at $1.
SELECT f.customer_id, f.body #>> '{merge,into_customer_id}' AS into_customer_id
FROM facts AS f
WHERE f.kind = 19
  AND f.record_time <= $1
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording
        AND r.record_time <= $1)
