-- The live invoice with each of the numbers $1, $2 (customer and invoice), and the live payments, credit
-- notes and payments that came back for that number.
SELECT true AS is_invoice, i.customer_id, i.invoice_id, i.source, i.fact_id, i.currency
FROM unnest($1::text[], $2::text[]) AS asked (customer_id, invoice_id)
JOIN invoices AS i USING (customer_id, invoice_id)
WHERE i.customer_id = ANY($1)
UNION ALL
SELECT false, f.customer_id, f.invoice_id, f.source, f.fact_id, f.currency
FROM unnest($1::text[], $2::text[]) AS asked (customer_id, invoice_id)
JOIN facts AS f USING (customer_id, invoice_id)
WHERE f.customer_id = ANY($1)
  AND f.is_record
  AND f.kind IN (3, 4, 17)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
