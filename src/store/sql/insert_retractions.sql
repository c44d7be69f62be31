-- Appends retractions, one row of the arrays each.
INSERT INTO retractions (customer_id, source, fact_id, reason, author, record_time, recording)
SELECT customer_id, source, fact_id, reason, author, $6, recording
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $7::smallint[])
     AS given (customer_id, source, fact_id, reason, author, recording)
