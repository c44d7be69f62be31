-- Deletes the rows of the customer-months $1, $2 that have no facts any more.
DELETE FROM customer_months AS m
USING unnest($1::text[], $2::integer[]) AS d (customer_id, month)
WHERE m.customer_id = d.customer_id
  AND m.customer_id = ANY($1)
  AND m.month = d.month
  AND m.purchase_count = 0
  AND m.cost_count = 0
  AND m.effort_count = 0
  AND m.refund_micros = 0
