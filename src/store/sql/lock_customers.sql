-- Locks the customers $1 that exist, and the customers $2, of whom those missing are created; in the
-- order of their ids, so that no two units of work wait for each other. The update that never happens
-- locks a row without writing it. Returns those created.
INSERT INTO customers (customer_id, name, kind, onboard_date, acquisition_source, buys_as, attributes,
                       revision, create_time, update_time)
SELECT wanted.customer_id, '', 1, NULL, '', 1, '{}', 1, clock_timestamp(), clock_timestamp()
FROM (
    SELECT customer_id FROM customers WHERE customer_id = ANY($1)
    UNION
    SELECT unnest($2::text[])
) AS wanted (customer_id)
ORDER BY wanted.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE SET revision = customers.revision WHERE false
RETURNING customer_id
