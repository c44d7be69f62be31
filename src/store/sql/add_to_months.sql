-- Adds to the monthly sums of customers, one row of the arrays each, in the order of their keys. The arrays
-- after the months are the sum columns in the order of the table.
INSERT INTO customer_months AS m (
    customer_id, month,
    purchase_micros, refund_micros, direct_cost_micros, acquisition_cost_micros, gift_cost_micros,
    accounting_billed_seconds, accounting_included_seconds, accounting_unbilled_seconds,
    support_billed_seconds, support_included_seconds, support_unbilled_seconds,
    delivery_billed_seconds, delivery_included_seconds, delivery_unbilled_seconds,
    rework_billed_seconds, rework_included_seconds, rework_unbilled_seconds, purchase_count,
    cost_count, effort_count)
SELECT *
FROM unnest(
    $1::text[], $2::integer[],
    $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
    $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[],
    $21::bigint[], $22::bigint[])
    AS d (customer_id, month)
ORDER BY d.customer_id COLLATE "C", d.month
ON CONFLICT (customer_id, month) DO UPDATE SET
    purchase_micros = m.purchase_micros + excluded.purchase_micros,
    refund_micros = m.refund_micros + excluded.refund_micros,
    direct_cost_micros = m.direct_cost_micros + excluded.direct_cost_micros,
    acquisition_cost_micros = m.acquisition_cost_micros + excluded.acquisition_cost_micros,
    gift_cost_micros = m.gift_cost_micros + excluded.gift_cost_micros,
    accounting_billed_seconds = m.accounting_billed_seconds + excluded.accounting_billed_seconds,
    accounting_included_seconds = m.accounting_included_seconds + excluded.accounting_included_seconds,
    accounting_unbilled_seconds = m.accounting_unbilled_seconds + excluded.accounting_unbilled_seconds,
    support_billed_seconds = m.support_billed_seconds + excluded.support_billed_seconds,
    support_included_seconds = m.support_included_seconds + excluded.support_included_seconds,
    support_unbilled_seconds = m.support_unbilled_seconds + excluded.support_unbilled_seconds,
    delivery_billed_seconds = m.delivery_billed_seconds + excluded.delivery_billed_seconds,
    delivery_included_seconds = m.delivery_included_seconds + excluded.delivery_included_seconds,
    delivery_unbilled_seconds = m.delivery_unbilled_seconds + excluded.delivery_unbilled_seconds,
    rework_billed_seconds = m.rework_billed_seconds + excluded.rework_billed_seconds,
    rework_included_seconds = m.rework_included_seconds + excluded.rework_included_seconds,
    rework_unbilled_seconds = m.rework_unbilled_seconds + excluded.rework_unbilled_seconds,
    purchase_count = m.purchase_count + excluded.purchase_count,
    cost_count = m.cost_count + excluded.cost_count,
    effort_count = m.effort_count + excluded.effort_count
