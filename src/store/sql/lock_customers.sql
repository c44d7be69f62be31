-- Locks those of the customers $1 that exist and all the customers $2, and creates the missing ones of $2. Of
-- merged ids it also locks those that the customers are known by.
-- Rows are locked in the order of their ids, so no two units of work wait for each other. The update that
-- never happens locks a row without writing it. Returns the locked customers, and whether each was created.
-- If another transaction creates one of $1 after this statement began, it is not locked and does not exist
-- for this unit of work.
WITH wanted AS (
    SELECT customer_id FROM customers WHERE customer_id = ANY($1)
    UNION
    SELECT unnest($2::text[])
    UNION
    SELECT head_customer_id FROM merged_customers WHERE customer_id = ANY($1 || $2)
), created AS (
    INSERT INTO customers (customer_id, name, kind, onboard_date, acquisition_source, buys_as, attributes,
                           prospect, revision, create_time, update_time)
    SELECT customer_id, '', 0, NULL, '', 1, '{}', false, 1, clock_timestamp(), clock_timestamp()
    FROM wanted
    ORDER BY customer_id COLLATE "C"
    ON CONFLICT (customer_id) DO UPDATE SET revision = customers.revision WHERE false
    RETURNING customer_id
)
SELECT wanted.customer_id, created.customer_id IS NOT NULL
FROM wanted
LEFT JOIN created USING (customer_id)
