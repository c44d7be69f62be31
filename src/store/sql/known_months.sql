-- The sums of the customer-months $1, $2. The customers are locked.
SELECT m.customer_id,
       ARRAY[month::bigint, purchase_micros, refund_micros, direct_cost_micros, acquisition_cost_micros,
             gift_cost_micros, accounting_billed_seconds, accounting_included_seconds,
             accounting_unbilled_seconds, support_billed_seconds, support_included_seconds,
             support_unbilled_seconds, delivery_billed_seconds, delivery_included_seconds,
             delivery_unbilled_seconds, rework_billed_seconds, rework_included_seconds,
             rework_unbilled_seconds, purchase_count, cost_count, effort_count]
FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::integer[]) AS asked (customer_id, month)) AS asked
JOIN customer_months AS m USING (customer_id, month)
WHERE m.customer_id = ANY($1)
