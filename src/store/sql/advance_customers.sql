-- Advances customers after a change. The customers $1 exist, are locked and get the next revision. The
-- customers $2 were created by this unit of work at $3 and get their first version. All of them are marked
-- for evaluation, in the order of their ids.
WITH advanced AS (
    UPDATE customers SET revision = revision + 1 WHERE customer_id = ANY($1)
), versions AS (
    INSERT INTO customer_versions (customer_id, revision, record_time, name, kind, onboard_date,
                                   acquisition_source, buys_as, attributes, prospect)
    SELECT customer_id, revision, $3, name, kind, onboard_date, acquisition_source, buys_as, attributes,
           prospect
    FROM customers
    WHERE customer_id = ANY($2)
)
INSERT INTO dirty_customers (customer_id)
SELECT marked.customer_id FROM unnest($1::text[] || $2::text[]) AS marked (customer_id)
ORDER BY marked.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET version = excluded.version, mark_time = excluded.mark_time, due_time = '-infinity', cause = 1
