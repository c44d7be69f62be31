-- Fewer indexes, as each of them costs every fact that is recorded. Facts of a customer by month and then
-- by time are in the order of their times: one index serves lists, months and what lies ahead. What has an
-- invoice number is a record.

SET LOCAL statement_timeout = 0;

CREATE INDEX facts_by_month ON facts (customer_id, month, occur_time, source, fact_id);

CREATE INDEX facts_records ON facts (customer_id, invoice_id) WHERE is_record;

DROP INDEX facts_by_time;

DROP INDEX facts_by_use;

DROP INDEX facts_by_invoice;

-- A mark that is made again then changes no index.
DROP INDEX dirty_customers_by_version;
