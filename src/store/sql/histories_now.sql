-- Everything about the customers $1 as known now, in one snapshot, without retracted facts. Part 0: their
-- fields, and the time in microseconds of the next fact after $5. Part 3: their published referral figures.
-- Part 6: all merges of these customers. Part 1: their monthly sums. Part 2, facts: all records, the facts
-- that add up in the months $2, and for the customers $3 those that add up in the month of day 182 after the
-- relationship began, where $4 is the time that each of them is seen at.
WITH verdict AS MATERIALIZED (
    SELECT customers.customer_id, 182 + coalesce(customers.onboard_date, (
               SELECT min(f.revenue_day)
               FROM facts AS f
               WHERE f.customer_id = customers.customer_id
                 AND f.customer_id = ANY($1)
                 AND f.is_record
                 AND f.occur_time <= seen.time
                 AND NOT EXISTS (
                     SELECT FROM retractions AS r
                     WHERE r.customer_id = f.customer_id AND r.source = f.source
                       AND r.fact_id = f.fact_id AND r.recording = f.recording)
                 AND NOT EXISTS (
                     SELECT FROM facts AS v
                     WHERE v.customer_id = f.customer_id AND v.customer_id = ANY($1)
                       AND v.is_record AND v.invoice_id = f.invoice_id AND v.kind = 18
                       AND v.occur_time <= seen.time
                       AND NOT EXISTS (
                           SELECT FROM retractions AS r
                           WHERE r.customer_id = v.customer_id AND r.source = v.source
                             AND r.fact_id = v.fact_id AND r.recording = v.recording))
           )) AS day
    FROM customers
    JOIN unnest($3::text[], $4::timestamptz[]) AS seen (customer_id, time) USING (customer_id)
    WHERE customers.customer_id = ANY($1)
), verdict_month AS MATERIALIZED (
    SELECT customer_id, (extract(year FROM day) * 12 + extract(month FROM day) - 1)::integer AS month
    FROM verdict
)
SELECT 0::smallint AS part, customer_id, name AS first, acquisition_source AS second,
       update_time AS time, onboard_date AS day,
       ARRAY[kind::bigint, buys_as::bigint, prospect::integer::bigint, revision, (
           SELECT (extract(epoch FROM min(ahead.occur_time)) * 1000000)::bigint
           FROM facts AS ahead
           WHERE ahead.customer_id = customers.customer_id AND ahead.customer_id = ANY($1)
               AND ahead.occur_time > $5
               AND ahead.month >= (extract(year FROM $5) * 12 + extract(month FROM $5) - 1)::integer
       )] AS numbers, attributes AS body
FROM customers
WHERE customer_id = ANY($1)
UNION ALL
SELECT 3::smallint, customer_id, referrer_customer_id, NULL, publish_time, NULL,
       ARRAY[passed_up_ppm::bigint, own_value, own_contribution, brought_value, brought_value_at_boundary,
             brought_count, direct_count, direct_paying_count, billed_count, paying_count, value_inflow,
             contribution_inflow],
       NULL
FROM referral_figures
WHERE customer_id = ANY($1)
UNION ALL
SELECT 6::smallint, customers.customer_id, same.customer_id, same.into_customer_id, NULL, NULL, NULL, NULL
FROM customers
JOIN merged_customers AS same ON same.head_customer_id = customers.customer_id
WHERE customers.customer_id = ANY($1)
UNION ALL
SELECT 6::smallint, customers.customer_id, same.customer_id, same.into_customer_id, NULL, NULL, NULL, NULL
FROM customers
JOIN merged_customers AS asked ON asked.customer_id = customers.customer_id
JOIN merged_customers AS same ON same.head_customer_id = asked.head_customer_id
WHERE customers.customer_id = ANY($1)
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
WHERE customer_id = ANY($1)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM facts AS f
WHERE f.customer_id = ANY($1)
  AND f.is_record
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM facts AS f
WHERE f.customer_id = ANY($1)
  AND NOT f.is_record
  AND f.month = ANY($2)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM verdict_month AS v
JOIN facts AS f ON f.customer_id = v.customer_id AND f.month = v.month
WHERE f.customer_id = ANY($1)
  AND NOT f.is_record
  AND v.month <> ALL($2)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
