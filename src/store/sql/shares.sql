-- The shares of customers in the figures of the month $1: a page of at most $3 rows after the customer $2.
SELECT share.customer_id, share.peers, share.contribution, share.value, share.revenue, share.acquisition_cost,
    share.recorded, share.last_payment_date, share.fate,
    coalesce(figures.brought_value_at_boundary, 0) AS brought,
    figures.referrer_customer_id IS NOT NULL AS is_referred,
    coalesce(figures.brought_count, 0) > 0 AS is_referrer
FROM portfolio_shares AS share
LEFT JOIN referral_figures AS figures ON figures.customer_id = share.customer_id
WHERE share.boundary_month = $1 AND (share.peers IS NOT NULL OR share.fate IS NOT NULL)
    AND share.customer_id > $2
ORDER BY share.customer_id
LIMIT $3
