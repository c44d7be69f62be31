-- The rows derived from the facts of the customers $1, together with their live facts, in one snapshot. The
-- parts are monthly sums (1) and facts (2) as in histories, invoice numbers (4), referrals as stored (5) and by
-- the facts (6). The customers of referrals are given by the ids that they are known by.
SELECT 1::smallint AS part, customer_id, NULL AS source, NULL AS fact_id, NULL::timestamptz AS time,
       NULL AS about,
       ARRAY[month::bigint, purchase_micros, refund_micros, direct_cost_micros,
             acquisition_cost_micros, gift_cost_micros, accounting_billed_seconds,
             accounting_included_seconds, accounting_unbilled_seconds,
             support_billed_seconds, support_included_seconds, support_unbilled_seconds,
             delivery_billed_seconds, delivery_included_seconds, delivery_unbilled_seconds,
             rework_billed_seconds, rework_included_seconds, rework_unbilled_seconds,
             purchase_count, cost_count, effort_count] AS numbers,
       NULL::jsonb AS body, NULL AS other, NULL::integer AS chance
FROM customer_months
WHERE customer_id = ANY($1)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body, NULL, NULL
FROM facts AS f
WHERE f.customer_id = ANY($1)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
UNION ALL
SELECT 4::smallint, customer_id, source, fact_id, NULL, invoice_id, NULL, NULL, currency, NULL
FROM invoices
WHERE customer_id = ANY($1)
UNION ALL
SELECT 5::smallint, referrer_customer_id, source, fact_id, occur_time, referred_customer_id, NULL, NULL,
       referrer_customer_id, would_have_come_anyway_bps
FROM referrals
WHERE referrer_customer_id = ANY($1) AND fact_customer_id IS NULL
UNION ALL
SELECT 5::smallint, fact_customer_id, source, fact_id, occur_time, referred_customer_id, NULL, NULL,
       referrer_customer_id, would_have_come_anyway_bps
FROM referrals
WHERE fact_customer_id = ANY($1)
UNION ALL
SELECT 6::smallint, f.customer_id, f.source, f.fact_id, f.occur_time,
       coalesce(brought.head_customer_id, f.body #>> '{referral,referred_customer_id}'), NULL, NULL,
       coalesce(giver.head_customer_id, f.customer_id),
       (f.body #>> '{referral,would_have_come_anyway_bps}')::integer
FROM facts AS f
LEFT JOIN merged_customers AS giver ON giver.customer_id = f.customer_id
LEFT JOIN merged_customers AS brought ON brought.customer_id = f.body #>> '{referral,referred_customer_id}'
WHERE f.customer_id = ANY($1)
  AND f.kind = 14
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
