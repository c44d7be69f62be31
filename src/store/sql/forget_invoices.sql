-- Forgets the invoice numbers of the customers $1, to be made anew.
DELETE FROM invoices WHERE customer_id = ANY($1)
