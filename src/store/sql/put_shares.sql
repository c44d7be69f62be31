-- Writes the shares of the JSON array $1 that differ from the stored ones. A share is left out if the
-- standing, which this transaction has locked, rests on a later revision of the customer.
INSERT INTO portfolio_shares AS share (
    customer_id, boundary_month, peers, contribution, value, revenue, acquisition_cost, recorded,
    last_payment_date, fate, change_time
)
SELECT made.customer_id, made.boundary_month, made.peers, made.contribution, made.value, made.revenue,
    made.acquisition_cost, made.recorded, made.last_payment_date, made.fate, clock_timestamp()
FROM jsonb_to_recordset($1) AS made (
    customer_id text, customer_revision bigint, boundary_month integer, peers smallint, contribution bigint,
    value bigint, revenue bigint, acquisition_cost bigint, recorded smallint, last_payment_date date,
    fate smallint[]
)
LEFT JOIN standings AS standing ON standing.customer_id = made.customer_id
WHERE standing.customer_revision <= made.customer_revision OR standing.customer_id IS NULL
ORDER BY made.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET boundary_month = excluded.boundary_month,
    peers = excluded.peers,
    contribution = excluded.contribution,
    value = excluded.value,
    revenue = excluded.revenue,
    acquisition_cost = excluded.acquisition_cost,
    recorded = excluded.recorded,
    last_payment_date = excluded.last_payment_date,
    fate = excluded.fate,
    change_time = excluded.change_time
WHERE (share.boundary_month, share.peers, share.contribution, share.value, share.revenue,
        share.acquisition_cost, share.recorded, share.last_payment_date, share.fate)
    IS DISTINCT FROM
        (excluded.boundary_month, excluded.peers, excluded.contribution, excluded.value, excluded.revenue,
        excluded.acquisition_cost, excluded.recorded, excluded.last_payment_date, excluded.fate)
