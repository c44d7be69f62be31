SET LOCAL statement_timeout = 0;

-- A contract that is sent again is found by its number.
CREATE INDEX facts_contracts ON facts (customer_id) WHERE kind = 2;

-- A fact that voids an invoice names it and has no amount, and so no currency.

ALTER TABLE facts DROP CONSTRAINT facts_check;

COMMENT ON COLUMN facts.kind IS 'The number of its kind in the contract.';
COMMENT ON COLUMN facts.invoice_id IS 'The invoice that it is or concerns; null for everything else.';
COMMENT ON COLUMN facts.currency IS 'The currency of the amount, where invoice_id is set and there is an amount.';
