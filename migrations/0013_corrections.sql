SET LOCAL statement_timeout = 0;

-- A contract that is sent again is found by its number.
CREATE INDEX facts_contracts ON facts (customer_id) WHERE kind = 2;

-- A fact that voids an invoice names it and has no amount, and so no currency.

ALTER TABLE facts DROP CONSTRAINT facts_check;

COMMENT ON COLUMN facts.kind IS 'The number of its kind in the contract.';
COMMENT ON COLUMN facts.invoice_id IS 'The invoice that it is or concerns; null for everything else.';
COMMENT ON COLUMN facts.currency IS 'The currency of the amount, where invoice_id is set and there is an amount.';

-- A retracted fact may be recorded again under its key. All its recordings and their retractions are kept, and
-- only the newest recording can be live.
ALTER TABLE facts ADD COLUMN recording smallint NOT NULL DEFAULT 1;
ALTER TABLE facts DROP CONSTRAINT facts_pkey;
ALTER TABLE facts ADD CONSTRAINT facts_pkey PRIMARY KEY (customer_id, source, fact_id, recording);

ALTER TABLE retractions ADD COLUMN recording smallint NOT NULL DEFAULT 1;
ALTER TABLE retractions DROP CONSTRAINT retractions_pkey;
ALTER TABLE retractions ADD CONSTRAINT retractions_pkey PRIMARY KEY (customer_id, source, fact_id, recording);

COMMENT ON COLUMN facts.recording IS 'The number of this recording under its key: 1, and one more each time the fact is recorded again after a retraction.';
COMMENT ON COLUMN retractions.recording IS 'The recording of the fact that is retracted.';
COMMENT ON TABLE retractions IS 'Append-only: a recording of a fact taken back. Answers are as if it had never been recorded, except as of a time at which it was still known.';

-- Earlier programs would take a fact that is recorded again for retracted.
INSERT INTO settings (key, value) VALUES ('oldest_schema', '13')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
