-- The live referral facts that name one of the ids $1 as the referred customer, each with the ids by which
-- both customers are known. The first one of a referred customer counts.
SELECT coalesce(giver.head_customer_id, f.customer_id) AS referrer,
       coalesce(brought.head_customer_id, f.body #>> '{referral,referred_customer_id}') AS referred,
       f.customer_id, f.source, f.fact_id, f.occur_time,
       (f.body #>> '{referral,would_have_come_anyway_bps}')::integer AS chance
FROM facts AS f
LEFT JOIN merged_customers AS giver ON giver.customer_id = f.customer_id
LEFT JOIN merged_customers AS brought ON brought.customer_id = f.body #>> '{referral,referred_customer_id}'
WHERE f.kind = 14
  AND f.body #>> '{referral,referred_customer_id}' = ANY($1)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
ORDER BY f.occur_time, f.customer_id, f.source, f.fact_id
