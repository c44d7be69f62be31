-- The live invoices with the numbers $1, $2 (customer and invoice), and the live contracts with the numbers
-- $3, $4 (customer and contract).
SELECT f.customer_id, f.source, f.fact_id, f.occur_time, f.body
FROM unnest($1::text[], $2::text[]) AS asked (customer_id, invoice_id)
JOIN invoices AS i USING (customer_id, invoice_id)
JOIN facts AS f USING (customer_id, source, fact_id)
WHERE f.customer_id = ANY($1)
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
UNION ALL
SELECT f.customer_id, f.source, f.fact_id, f.occur_time, f.body
FROM unnest($3::text[], $4::text[]) AS asked (customer_id, contract_id)
JOIN facts AS f USING (customer_id)
WHERE f.customer_id = ANY($3)
  AND f.kind = 2
  AND f.body #>> '{contract,contract_id}' = asked.contract_id
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
