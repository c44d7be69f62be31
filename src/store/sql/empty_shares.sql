-- Takes the ids $1 out of the portfolio figures, because they are not customers of their own any more.
UPDATE portfolio_shares
SET peers = NULL, contribution = 0, value = 0, revenue = 0, acquisition_cost = 0, recorded = 0,
    last_payment_date = NULL, fate = NULL, change_time = now()
WHERE customer_id = ANY($1) AND (peers IS NOT NULL OR fate IS NOT NULL)
