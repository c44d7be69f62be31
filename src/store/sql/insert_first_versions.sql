-- The first versions of the customers $1, who were created by this unit of work at $2.
INSERT INTO customer_versions (customer_id, revision, record_time, name, kind, onboard_date,
                               acquisition_source, buys_as, attributes, prospect)
SELECT customer_id, revision, $2, name, kind, onboard_date, acquisition_source, buys_as, attributes,
       prospect
FROM customers
WHERE customer_id = ANY($1)
