-- The published own value of the customers $1 and the cost of acquiring them.
SELECT customer.customer_id, coalesce(figures.own_value, 0) AS own,
    coalesce(share.acquisition_cost, 0) AS acquisition_cost
FROM customers AS customer
LEFT JOIN referral_figures AS figures ON figures.customer_id = customer.customer_id
LEFT JOIN portfolio_shares AS share ON share.customer_id = customer.customer_id
WHERE customer.customer_id = ANY($1)
