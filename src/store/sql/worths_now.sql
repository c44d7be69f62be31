-- Part of a statement, after histories_now: what the customers $5 are worth as known now. Their fields
-- (part 0), their monthly sums (1), and as facts (2) all invoices with their payments and credit notes, and
-- what adds up in the months $2. Retracted facts are left out.
UNION ALL
SELECT 0::smallint AS part, customer_id, name AS first, acquisition_source AS second,
       update_time AS time, onboard_date AS day,
       ARRAY[kind::bigint, buys_as::bigint, prospect::integer::bigint, revision] AS numbers, attributes AS body
FROM customers
WHERE customer_id = ANY($5)
UNION ALL
SELECT 1::smallint, customer_id, NULL, NULL, NULL, NULL,
       ARRAY[month::bigint, purchase_micros, refund_micros, direct_cost_micros,
             acquisition_cost_micros, gift_cost_micros, accounting_billed_seconds,
             accounting_included_seconds, accounting_unbilled_seconds,
             support_billed_seconds, support_included_seconds, support_unbilled_seconds,
             delivery_billed_seconds, delivery_included_seconds, delivery_unbilled_seconds,
             rework_billed_seconds, rework_included_seconds, rework_unbilled_seconds,
             purchase_count, cost_count, effort_count],
       NULL
FROM customer_months
WHERE customer_id = ANY($5)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM facts AS f
WHERE f.customer_id = ANY($5)
  AND f.invoice_id IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM facts AS f
WHERE f.customer_id = ANY($5)
  AND f.invoice_id IS NULL
  AND f.kind IN (4, 5, 6, 7)
  AND f.month = ANY($2)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id)
