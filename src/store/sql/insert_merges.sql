-- Adds merges, one row of the arrays each. The forest is locked.
INSERT INTO merged_customers (customer_id, into_customer_id, head_customer_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
