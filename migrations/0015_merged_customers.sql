-- Customers with several ids. A merge is a fact about the merged id; this table holds those in force.

CREATE TABLE merged_customers (
    customer_id text COLLATE "C" PRIMARY KEY,
    into_customer_id text COLLATE "C" NOT NULL,
    head_customer_id text COLLATE "C" NOT NULL,
    CHECK (customer_id <> into_customer_id AND customer_id <> head_customer_id)
);

CREATE INDEX merged_customers_by_head ON merged_customers (head_customer_id, customer_id);

COMMENT ON TABLE merged_customers IS 'The live merges: which ids belong to one customer. Changed only under the lock of the forest of referrals. Small, and the same on every node of a distributed database.';
COMMENT ON COLUMN merged_customers.customer_id IS 'The id that was merged.';
COMMENT ON COLUMN merged_customers.into_customer_id IS 'The id that it was merged into.';
COMMENT ON COLUMN merged_customers.head_customer_id IS 'The id at the end of the chain of merges, by which the customer is known.';

SET LOCAL statement_timeout = 0;

ALTER TABLE referrals ADD COLUMN fact_customer_id text COLLATE "C";

COMMENT ON COLUMN referrals.fact_customer_id IS 'The customer that the fact names, where it is another id of the referrer; else null.';

CREATE INDEX referrals_by_fact ON referrals (fact_customer_id) WHERE fact_customer_id IS NOT NULL;

CREATE INDEX facts_merges ON facts (customer_id) WHERE kind = 19;
