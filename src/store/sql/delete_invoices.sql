-- Releases the invoice numbers $1, $2 (customer and invoice), so that another invoice may use them.
DELETE FROM invoices
USING unnest($1::text[], $2::text[]) AS freed (customer_id, invoice_id)
WHERE invoices.customer_id = freed.customer_id
  AND invoices.customer_id = ANY($1)
  AND invoices.invoice_id = freed.invoice_id
