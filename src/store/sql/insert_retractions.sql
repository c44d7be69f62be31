-- Appends retractions, one row of the arrays each.
INSERT INTO retractions (customer_id, source, fact_id, reason, author, record_time)
SELECT customer_id, source, fact_id, reason, author, $6
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
     AS given (customer_id, source, fact_id, reason, author)
