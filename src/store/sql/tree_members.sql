-- The customers $1 as they are shown in a tree: by published figures, nothing of those who are not
-- published yet.
SELECT customer.customer_id, customer.name, coalesce(figures.own_value, 0) AS own,
    coalesce(figures.own_value + figures.brought_value, 0) AS total,
    coalesce(figures.brought_count, 0) AS brought_count,
    coalesce(figures.customer_class, 0::smallint) AS customer_class,
    coalesce(share.acquisition_cost, 0) AS acquisition_cost
FROM customers AS customer
LEFT JOIN referral_figures AS figures ON figures.customer_id = customer.customer_id
LEFT JOIN portfolio_shares AS share ON share.customer_id = customer.customer_id
WHERE customer.customer_id = ANY($1)
