-- What happened, and what was taken back. Both tables only ever grow.
-- No foreign key to customers: a fact is written while its customer's row is locked, and customers are
-- never deleted, so the check could not fail and would cost every row a lookup.

CREATE TABLE facts (
    customer_id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL CHECK (char_length(source) BETWEEN 1 AND 128),
    fact_id text COLLATE "C" NOT NULL CHECK (char_length(fact_id) BETWEEN 1 AND 128),
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 16),
    occur_time timestamptz NOT NULL,
    month integer NOT NULL,
    revenue_day date,
    is_record boolean NOT NULL,
    invoice_id text COLLATE "C",
    currency text,
    record_time timestamptz NOT NULL,
    source_record_time timestamptz,
    author text NOT NULL,
    label text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
    body jsonb NOT NULL,
    PRIMARY KEY (customer_id, source, fact_id),
    CHECK ((invoice_id IS NULL) = (currency IS NULL))
);

CREATE INDEX facts_by_time ON facts (customer_id, occur_time, source, fact_id);
CREATE INDEX facts_by_use ON facts (customer_id, is_record, month);
CREATE INDEX facts_by_source ON facts (source, occur_time, customer_id, fact_id);
CREATE INDEX facts_by_label ON facts (label, occur_time, customer_id, source, fact_id) WHERE label <> '';
CREATE INDEX facts_by_invoice ON facts (customer_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX facts_referrers ON facts (customer_id) WHERE kind = 14;
CREATE INDEX facts_referred ON facts ((body #>> '{referral,referred_customer_id}')) WHERE kind = 14;

COMMENT ON TABLE facts IS 'Append-only: one thing that happened and concerns a customer. Never updated; retractions take facts back.';
COMMENT ON COLUMN facts.customer_id IS 'The customer it concerns.';
COMMENT ON COLUMN facts.source IS 'Who tells it.';
COMMENT ON COLUMN facts.fact_id IS 'The teller''s id of it.';
COMMENT ON COLUMN facts.kind IS 'The number of its kind in the contract: 1 invoice, 2 contract, 3 payment, 4 credit note, 5 purchase, 6 cost, 7 effort, 8 negotiation, 9 usage, 10 assessment, 11 wallet estimate, 12 voice, 13 action, 14 referral, 15 departure, 16 return.';
COMMENT ON COLUMN facts.occur_time IS 'When it happened.';
COMMENT ON COLUMN facts.month IS 'The month of occur_time, in UTC: year times 12 plus the month from 0.';
COMMENT ON COLUMN facts.revenue_day IS 'The first day on which it counts as revenue; null for kinds that do not.';
COMMENT ON COLUMN facts.is_record IS 'Whether questions need the fact itself, and not only what it adds to its month.';
COMMENT ON COLUMN facts.invoice_id IS 'The invoice that it is, pays or credits; null for everything else.';
COMMENT ON COLUMN facts.currency IS 'The currency of the amount, where invoice_id is set.';
COMMENT ON COLUMN facts.record_time IS 'The server''s time, taken while the customer was locked.';
COMMENT ON COLUMN facts.source_record_time IS 'When the teller learnt of it, if told.';
COMMENT ON COLUMN facts.author IS 'Who told it; may be empty.';
COMMENT ON COLUMN facts.label IS 'The batch it came with; may be empty. Not part of the content.';
COMMENT ON COLUMN facts.content_hash IS 'SHA-256 over everything but key and label, so that telling it again can be compared for ever.';
COMMENT ON COLUMN facts.body IS 'What happened, as the core writes it.';

CREATE TABLE retractions (
    customer_id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    fact_id text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    author text NOT NULL,
    record_time timestamptz NOT NULL,
    PRIMARY KEY (customer_id, source, fact_id)
);

COMMENT ON TABLE retractions IS 'Append-only: a fact taken back. Answers are as if it had never been told, except as of a time at which it was still known.';
COMMENT ON COLUMN retractions.customer_id IS 'The fact''s customer.';
COMMENT ON COLUMN retractions.source IS 'The fact''s source.';
COMMENT ON COLUMN retractions.fact_id IS 'The fact''s id.';
COMMENT ON COLUMN retractions.reason IS 'Why.';
COMMENT ON COLUMN retractions.author IS 'Who took it back.';
COMMENT ON COLUMN retractions.record_time IS 'The server''s time, taken while the customer was locked.';
