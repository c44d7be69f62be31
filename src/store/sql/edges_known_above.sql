-- The referrals by which the customers $3 came and that occurred by $1, as known at $2.
SELECT f.customer_id, f.body #>> '{referral,referred_customer_id}', f.occur_time,
       (f.body #>> '{referral,would_have_come_anyway_bps}')::integer
FROM facts AS f
WHERE f.kind = 14
  AND f.occur_time <= $1
  AND f.record_time <= $2
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording
        AND r.record_time <= $2)
  AND f.body #>> '{referral,referred_customer_id}' = ANY($3)
