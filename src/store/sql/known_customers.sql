-- The current rows of the customers $1, which are locked.
SELECT customer_id, name, kind, onboard_date, acquisition_source, buys_as, attributes, prospect,
       revision, create_time, update_time, clock_timestamp() AS record_time
FROM customers
WHERE customer_id = ANY($1)
