-- What the service derives from facts while it writes them. All of it can be made anew from facts.

CREATE TABLE invoices (
    customer_id text COLLATE "C" NOT NULL,
    invoice_id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    fact_id text COLLATE "C" NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (customer_id, invoice_id)
);

COMMENT ON TABLE invoices IS 'The live invoice that holds each number of a customer.';
COMMENT ON COLUMN invoices.customer_id IS 'Whose invoice.';
COMMENT ON COLUMN invoices.invoice_id IS 'Its number.';
COMMENT ON COLUMN invoices.source IS 'The source of the fact that is the invoice.';
COMMENT ON COLUMN invoices.fact_id IS 'The id of that fact.';
COMMENT ON COLUMN invoices.currency IS 'The invoice''s currency, which its payments and credit notes must have.';

CREATE TABLE customer_months (
    customer_id text COLLATE "C" NOT NULL,
    month integer NOT NULL,
    purchase_micros bigint NOT NULL,
    refund_micros bigint NOT NULL,
    direct_cost_micros bigint NOT NULL,
    acquisition_cost_micros bigint NOT NULL,
    gift_cost_micros bigint NOT NULL,
    accounting_billed_seconds bigint NOT NULL,
    accounting_included_seconds bigint NOT NULL,
    accounting_unbilled_seconds bigint NOT NULL,
    support_billed_seconds bigint NOT NULL,
    support_included_seconds bigint NOT NULL,
    support_unbilled_seconds bigint NOT NULL,
    delivery_billed_seconds bigint NOT NULL,
    delivery_included_seconds bigint NOT NULL,
    delivery_unbilled_seconds bigint NOT NULL,
    rework_billed_seconds bigint NOT NULL,
    rework_included_seconds bigint NOT NULL,
    rework_unbilled_seconds bigint NOT NULL,
    purchase_count bigint NOT NULL,
    cost_count bigint NOT NULL,
    effort_count bigint NOT NULL,
    PRIMARY KEY (customer_id, month)
) WITH (fillfactor = 80);

COMMENT ON TABLE customer_months IS 'The sums of what simply adds up, per customer and month. Money in micros of the reporting currency, time in seconds.';
COMMENT ON COLUMN customer_months.customer_id IS 'Whose sums.';
COMMENT ON COLUMN customer_months.month IS 'The UTC month of occur_time: year times 12 plus the month from 0.';
COMMENT ON COLUMN customer_months.purchase_micros IS 'Purchases.';
COMMENT ON COLUMN customer_months.refund_micros IS 'Credit notes without an invoice: refunds of purchases.';
COMMENT ON COLUMN customer_months.direct_cost_micros IS 'Direct cost.';
COMMENT ON COLUMN customer_months.acquisition_cost_micros IS 'Cost of winning them.';
COMMENT ON COLUMN customer_months.gift_cost_micros IS 'Gifts.';
COMMENT ON COLUMN customer_months.accounting_billed_seconds IS 'Accounting effort, billed.';
COMMENT ON COLUMN customer_months.accounting_included_seconds IS 'Accounting effort, in a fixed price.';
COMMENT ON COLUMN customer_months.accounting_unbilled_seconds IS 'Accounting effort, given away.';
COMMENT ON COLUMN customer_months.support_billed_seconds IS 'Support, billed.';
COMMENT ON COLUMN customer_months.support_included_seconds IS 'Support, in a fixed price.';
COMMENT ON COLUMN customer_months.support_unbilled_seconds IS 'Support, given away.';
COMMENT ON COLUMN customer_months.delivery_billed_seconds IS 'Delivery, billed.';
COMMENT ON COLUMN customer_months.delivery_included_seconds IS 'Delivery, in a fixed price.';
COMMENT ON COLUMN customer_months.delivery_unbilled_seconds IS 'Delivery, given away.';
COMMENT ON COLUMN customer_months.rework_billed_seconds IS 'Rework, billed.';
COMMENT ON COLUMN customer_months.rework_included_seconds IS 'Rework, in a fixed price.';
COMMENT ON COLUMN customer_months.rework_unbilled_seconds IS 'Rework, given away.';
COMMENT ON COLUMN customer_months.purchase_count IS 'How many purchases.';
COMMENT ON COLUMN customer_months.cost_count IS 'How many costs.';
COMMENT ON COLUMN customer_months.effort_count IS 'How many efforts.';

CREATE TABLE referrals (
    referred_customer_id text COLLATE "C" PRIMARY KEY,
    referrer_customer_id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    fact_id text COLLATE "C" NOT NULL,
    occur_time timestamptz NOT NULL,
    would_have_come_anyway_bps integer CHECK (would_have_come_anyway_bps BETWEEN 0 AND 10000),
    CHECK (referred_customer_id <> referrer_customer_id)
);

CREATE INDEX referrals_by_referrer ON referrals (referrer_customer_id, occur_time);

COMMENT ON TABLE referrals IS 'The live referrals: a forest, held so by one lock that every change of it takes. Small, and the same on every node of a distributed database.';
COMMENT ON COLUMN referrals.referred_customer_id IS 'Who came; everybody has at most one referrer.';
COMMENT ON COLUMN referrals.referrer_customer_id IS 'Who recommended us; the customer of the fact.';
COMMENT ON COLUMN referrals.source IS 'The source of the fact that is the referral.';
COMMENT ON COLUMN referrals.fact_id IS 'The id of that fact.';
COMMENT ON COLUMN referrals.occur_time IS 'When it happened.';
COMMENT ON COLUMN referrals.would_have_come_anyway_bps IS 'The chance that they would have come anyway, in basis points; null where not told.';
