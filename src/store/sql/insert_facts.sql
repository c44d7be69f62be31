-- Appends facts, one row of the arrays each, and registers the numbers of the invoices among them. The
-- customers are locked and the keys were checked to be new, so a key that exists is an error. Returns the
-- number of facts written.
WITH written AS (
    INSERT INTO facts (customer_id, source, fact_id, kind, occur_time, month, revenue_day, is_record,
                       invoice_id, currency, record_time, source_record_time, author, label,
                       content_hash, body, recording)
    SELECT customer_id, source, fact_id, kind, occur_time, month, revenue_day, is_record,
           invoice_id, currency, $16, source_record_time, author, label, content_hash, body::jsonb,
           recording
    FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::timestamptz[], $6::integer[],
                $7::date[], $8::boolean[], $9::text[], $10::text[], $11::timestamptz[], $12::text[],
                $13::text[], $14::bytea[], $15::text[], $17::smallint[])
         AS given (customer_id, source, fact_id, kind, occur_time, month, revenue_day, is_record,
                   invoice_id, currency, source_record_time, author, label, content_hash, body,
                   recording)
    RETURNING customer_id, source, fact_id, kind, invoice_id, currency
), numbered AS (
    INSERT INTO invoices (customer_id, source, fact_id, invoice_id, currency)
    SELECT customer_id, source, fact_id, invoice_id, currency FROM written WHERE kind = 1
)
SELECT count(*) FROM written
