-- Publishes the figures of the JSON array $1. The ranks stay until the next portfolio figures are
-- published.
INSERT INTO referral_figures (
    customer_id, referrer_customer_id, passed_up_ppm, own_value, own_value_at_boundary, own_contribution,
    is_billed, pays_their_way, customer_class, brought_value, brought_value_at_boundary, brought_count,
    direct_count, direct_paying_count, billed_count, paying_count, value_inflow, contribution_inflow,
    credited_value, levels, publish_time
)
SELECT
    customer_id, referrer_customer_id, passed_up_ppm, own_value, own_value_at_boundary, own_contribution,
    is_billed, pays_their_way, customer_class, brought_value, brought_value_at_boundary, brought_count,
    direct_count, direct_paying_count, billed_count, paying_count, value_inflow, contribution_inflow,
    credited_value, levels, clock_timestamp()
FROM jsonb_to_recordset($1) AS made (
    customer_id text, referrer_customer_id text, passed_up_ppm integer, own_value bigint,
    own_value_at_boundary bigint, own_contribution bigint, is_billed boolean, pays_their_way boolean,
    customer_class smallint, brought_value bigint, brought_value_at_boundary bigint, brought_count bigint,
    direct_count bigint, direct_paying_count bigint, billed_count bigint, paying_count bigint,
    value_inflow bigint, contribution_inflow bigint, credited_value bigint, levels bigint[]
)
ORDER BY made.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET referrer_customer_id = excluded.referrer_customer_id,
    passed_up_ppm = excluded.passed_up_ppm,
    own_value = excluded.own_value,
    own_value_at_boundary = excluded.own_value_at_boundary,
    own_contribution = excluded.own_contribution,
    is_billed = excluded.is_billed,
    pays_their_way = excluded.pays_their_way,
    customer_class = excluded.customer_class,
    brought_value = excluded.brought_value,
    brought_value_at_boundary = excluded.brought_value_at_boundary,
    brought_count = excluded.brought_count,
    direct_count = excluded.direct_count,
    direct_paying_count = excluded.direct_paying_count,
    billed_count = excluded.billed_count,
    paying_count = excluded.paying_count,
    value_inflow = excluded.value_inflow,
    contribution_inflow = excluded.contribution_inflow,
    credited_value = excluded.credited_value,
    levels = excluded.levels,
    publish_time = excluded.publish_time
