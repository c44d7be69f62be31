-- The customers whose published sums differ from the sums over the customers directly below them.
SELECT above.customer_id
FROM referral_figures AS above
LEFT JOIN (
    SELECT referrer_customer_id,
        sum(own_value + brought_value) AS brought_value,
        sum(own_value_at_boundary + brought_value_at_boundary) AS brought_value_at_boundary,
        sum(1 + brought_count) AS brought_count,
        count(*) AS direct_count,
        count(*) FILTER (WHERE pays_their_way) AS direct_paying_count,
        sum(billed_count) + count(*) FILTER (WHERE is_billed) AS billed_count,
        sum(paying_count) + count(*) FILTER (WHERE pays_their_way) AS paying_count
    FROM referral_figures
    WHERE referrer_customer_id IS NOT NULL
    GROUP BY referrer_customer_id
) AS below ON below.referrer_customer_id = above.customer_id
WHERE (above.brought_value, above.brought_value_at_boundary, above.brought_count, above.direct_count,
        above.direct_paying_count, above.billed_count, above.paying_count)
    IS DISTINCT FROM (coalesce(below.brought_value, 0), coalesce(below.brought_value_at_boundary, 0),
        coalesce(below.brought_count, 0), coalesce(below.direct_count, 0),
        coalesce(below.direct_paying_count, 0), coalesce(below.billed_count, 0),
        coalesce(below.paying_count, 0))
ORDER BY above.customer_id
