-- The own numbers of the customers $1, from their standings and shares.
SELECT own.customer_id, own.own_value, own.is_billed, own.pays_their_way, own.customer_class,
    own.passed_up_ppm, coalesce(share.value, 0) AS own_value_at_boundary,
    coalesce(share.contribution, 0) AS own_contribution
FROM standings AS own
LEFT JOIN portfolio_shares AS share ON share.customer_id = own.customer_id
WHERE own.customer_id = ANY($1)
