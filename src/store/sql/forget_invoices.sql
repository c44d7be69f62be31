-- Deletes the invoice numbers of the customers $1, which are then derived again.
DELETE FROM invoices WHERE customer_id = ANY($1)
