-- Registers invoice numbers, one row of the arrays each.
INSERT INTO invoices (customer_id, source, fact_id, invoice_id, currency)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
