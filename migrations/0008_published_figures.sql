-- What is relative to other customers, and what was brought, is published in tables of its own and read as
-- it stands there. Nothing is computed over everybody any more when a question is asked.

-- What each customer adds to the portfolio figures, kept up to date with the standing.
CREATE TABLE portfolio_shares (
    customer_id text COLLATE "C" PRIMARY KEY,
    boundary_month integer NOT NULL,
    peers smallint,
    contribution bigint NOT NULL,
    value bigint NOT NULL,
    revenue bigint NOT NULL,
    acquisition_cost bigint NOT NULL,
    recorded smallint NOT NULL,
    last_payment_date date,
    fate smallint[],
    change_time timestamptz NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX portfolio_shares_by_change ON portfolio_shares (change_time);

COMMENT ON TABLE portfolio_shares IS 'What each customer adds to the portfolio figures of a month boundary. Derived from facts.';
COMMENT ON COLUMN portfolio_shares.customer_id IS 'Whose share.';
COMMENT ON COLUMN portfolio_shares.boundary_month IS 'The share speaks for the beginning of this month: year times 12 plus the month from 0.';
COMMENT ON COLUMN portfolio_shares.peers IS 'The group they count in: 1 invoiced, 2 purchasing; null if in none.';
COMMENT ON COLUMN portfolio_shares.contribution IS 'Contribution of the twelve months before, gifts left out, micros of the reporting currency.';
COMMENT ON COLUMN portfolio_shares.value IS 'Realised value up to the boundary, micros of the reporting currency.';
COMMENT ON COLUMN portfolio_shares.revenue IS 'Revenue up to the boundary, micros of the reporting currency.';
COMMENT ON COLUMN portfolio_shares.acquisition_cost IS 'What winning them cost up to the boundary, micros of the reporting currency.';
COMMENT ON COLUMN portfolio_shares.recorded IS 'What was recorded within the twelve months, as bits: 1 effort, 2 cost, 4 acquisition cost, 8 payment.';
COMMENT ON COLUMN portfolio_shares.last_payment_date IS 'The day of their last payment before the boundary.';
COMMENT ON COLUMN portfolio_shares.fate IS 'Of those who were customers six months before: how money and owner looked (1 unknown, 2 checks out, 3 does not, 4 not applicable), whether they stayed (0, 1), and their group then; else null.';
COMMENT ON COLUMN portfolio_shares.change_time IS 'When the share last changed.';

CREATE TABLE portfolio_publications (
    publication bigint PRIMARY KEY,
    boundary_month integer NOT NULL,
    publish_time timestamptz NOT NULL,
    reconstructed boolean NOT NULL,
    body jsonb NOT NULL
);

CREATE UNIQUE INDEX portfolio_publications_by_time ON portfolio_publications (boundary_month, publish_time);

COMMENT ON TABLE portfolio_publications IS 'Append-only: the figures over all customers that one customer is compared with, each as it was put in force.';
COMMENT ON COLUMN portfolio_publications.publication IS 'Its number, from 1, in the order of publishing.';
COMMENT ON COLUMN portfolio_publications.boundary_month IS 'The figures speak for the beginning of this month: year times 12 plus the month from 0.';
COMMENT ON COLUMN portfolio_publications.publish_time IS 'From when on answers rest on them; of reconstructed ones what was known then.';
COMMENT ON COLUMN portfolio_publications.reconstructed IS 'Whether they were made later, for a question about a past for which none were published.';
COMMENT ON COLUMN portfolio_publications.body IS 'The figures of both groups.';

CREATE TABLE referral_figures (
    customer_id text COLLATE "C" PRIMARY KEY,
    referrer_customer_id text COLLATE "C",
    passed_up_ppm integer NOT NULL,
    own_value bigint NOT NULL,
    own_value_at_boundary bigint NOT NULL,
    own_contribution bigint NOT NULL,
    is_billed boolean NOT NULL,
    pays_their_way boolean NOT NULL,
    customer_class smallint NOT NULL,
    brought_value bigint NOT NULL,
    brought_value_at_boundary bigint NOT NULL,
    brought_count bigint NOT NULL,
    direct_count bigint NOT NULL,
    direct_paying_count bigint NOT NULL,
    billed_count bigint NOT NULL,
    paying_count bigint NOT NULL,
    value_inflow bigint NOT NULL,
    contribution_inflow bigint NOT NULL,
    credited_value bigint NOT NULL,
    levels bigint[] NOT NULL,
    rank_by_own integer,
    rank_by_total integer,
    ranked_count integer,
    mark_time timestamptz,
    publish_time timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX referral_figures_by_referrer ON referral_figures (referrer_customer_id);
CREATE INDEX referral_figures_total ON referral_figures ((~(own_value + brought_value)), customer_id) WHERE brought_count > 0;
CREATE INDEX referral_figures_brought ON referral_figures ((~brought_value), customer_id) WHERE brought_count > 0;
CREATE INDEX referral_figures_credited ON referral_figures ((~credited_value), customer_id) WHERE brought_count > 0;
CREATE INDEX referral_figures_places_gained
    ON referral_figures ((coalesce(rank_by_total - rank_by_own, 2147483647)), customer_id)
    WHERE brought_count > 0;

COMMENT ON TABLE referral_figures IS 'Everybody who was brought or brought somebody, as published: own numbers, and sums over everyone below. Written by one publisher at a time; every committed state adds up.';
COMMENT ON COLUMN referral_figures.customer_id IS 'Whose figures.';
COMMENT ON COLUMN referral_figures.referrer_customer_id IS 'Who brought them; null if nobody did.';
COMMENT ON COLUMN referral_figures.passed_up_ppm IS 'The share of a value that goes to the referrer, in millionths.';
COMMENT ON COLUMN referral_figures.own_value IS 'Own realised value to date, micros of the reporting currency.';
COMMENT ON COLUMN referral_figures.own_value_at_boundary IS 'Own realised value up to the boundary of the portfolio figures.';
COMMENT ON COLUMN referral_figures.own_contribution IS 'Own contribution of the twelve months before that boundary, gifts left out.';
COMMENT ON COLUMN referral_figures.is_billed IS 'Whether they were ever billed or bought.';
COMMENT ON COLUMN referral_figures.pays_their_way IS 'Whether they pay and contribute more than nothing to date.';
COMMENT ON COLUMN referral_figures.customer_class IS 'Their class, by its number in the contract; 0 without one.';
COMMENT ON COLUMN referral_figures.brought_value IS 'Realised value of everyone below.';
COMMENT ON COLUMN referral_figures.brought_value_at_boundary IS 'The same up to the boundary.';
COMMENT ON COLUMN referral_figures.brought_count IS 'How many are below, at every level.';
COMMENT ON COLUMN referral_figures.direct_count IS 'How many they brought directly.';
COMMENT ON COLUMN referral_figures.direct_paying_count IS 'How many of those pay their way.';
COMMENT ON COLUMN referral_figures.billed_count IS 'How many below were ever billed or bought.';
COMMENT ON COLUMN referral_figures.paying_count IS 'How many below pay their way.';
COMMENT ON COLUMN referral_figures.value_inflow IS 'What of the values below flows to them.';
COMMENT ON COLUMN referral_figures.contribution_inflow IS 'What of the contributions below flows to them.';
COMMENT ON COLUMN referral_figures.credited_value IS 'The split that adds up: what stays of own_value plus value_inflow.';
COMMENT ON COLUMN referral_figures.levels IS 'Of ten levels, seven numbers each: how many, their value, and how many IDEAL, GOOD, OK, BAD and INSUFFICIENT_DATA.';
COMMENT ON COLUMN referral_figures.rank_by_own IS 'Rank by revenue up to the boundary among the same group; null without one.';
COMMENT ON COLUMN referral_figures.rank_by_total IS 'Rank by value up to the boundary with all they brought; null without one.';
COMMENT ON COLUMN referral_figures.ranked_count IS 'How many are ranked.';
COMMENT ON COLUMN referral_figures.mark_time IS 'When their standing was last due for these figures alone.';
COMMENT ON COLUMN referral_figures.publish_time IS 'When these figures were published.';

CREATE SEQUENCE referral_queue_version;

COMMENT ON SEQUENCE referral_queue_version IS 'Versions of referral_queue.';

CREATE TABLE referral_queue (
    customer_id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL DEFAULT nextval('referral_queue_version'),
    mark_time timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE INDEX referral_queue_by_version ON referral_queue (version);

COMMENT ON TABLE referral_queue IS 'Customers whose own numbers or referrer differ from their referral figures.';
COMMENT ON COLUMN referral_queue.customer_id IS 'Whose figures.';
COMMENT ON COLUMN referral_queue.version IS 'New with every mark and never used again: a row is taken off only as the version that was published.';
COMMENT ON COLUMN referral_queue.mark_time IS 'When it was last marked.';

-- Append-only.
CREATE TABLE class_changes (
    customer_id text COLLATE "C" NOT NULL,
    change_number bigint NOT NULL,
    from_class smallint NOT NULL,
    to_class smallint NOT NULL,
    cause smallint NOT NULL CHECK (cause BETWEEN 1 AND 5),
    effective_time timestamptz NOT NULL,
    record_time timestamptz NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    model_version integer NOT NULL,
    customer_revision bigint NOT NULL,
    from_points integer,
    to_points integer,
    codes text[] NOT NULL,
    PRIMARY KEY (customer_id, change_number)
);

CREATE INDEX class_changes_by_time ON class_changes (record_time);

COMMENT ON TABLE class_changes IS 'Each change of a class, written with the standing that it belongs to. Rows go after 90 days.';
COMMENT ON COLUMN class_changes.customer_id IS 'Whose class.';
COMMENT ON COLUMN class_changes.change_number IS 'From 1, without gaps, for each customer.';
COMMENT ON COLUMN class_changes.from_class IS 'The class last announced, by its number in the contract; 0 of prospects.';
COMMENT ON COLUMN class_changes.to_class IS 'The class since, by its number in the contract; 0 of prospects.';
COMMENT ON COLUMN class_changes.cause IS '1 facts, 2 time, 3 published figures, 4 model, 5 override.';
COMMENT ON COLUMN class_changes.effective_time IS 'The time that the new class speaks for.';
COMMENT ON COLUMN class_changes.record_time IS 'When it was written.';
COMMENT ON COLUMN class_changes.model_id IS 'The model that gave the new class.';
COMMENT ON COLUMN class_changes.model_version IS 'Its version.';
COMMENT ON COLUMN class_changes.customer_revision IS 'The customer''s revision that it saw.';
COMMENT ON COLUMN class_changes.from_points IS 'Points before; null without evidence.';
COMMENT ON COLUMN class_changes.to_points IS 'Points since; null without evidence.';
COMMENT ON COLUMN class_changes.codes IS 'The rule that decided and the answers of the findings, without words of a person.';

ALTER TABLE standings
    DROP COLUMN brought_value,
    DROP COLUMN total_value,
    DROP COLUMN credited_value,
    DROP COLUMN brought_count,
    DROP COLUMN rank_by_own,
    DROP COLUMN rank_by_total,
    DROP COLUMN ranked_count,
    DROP COLUMN below_mark,
    ADD COLUMN is_billed boolean NOT NULL DEFAULT false,
    ADD COLUMN pays_their_way boolean NOT NULL DEFAULT false,
    ADD COLUMN passed_up_ppm integer NOT NULL DEFAULT 0,
    ADD COLUMN announced_class smallint,
    ADD COLUMN announced_points integer,
    ADD COLUMN change_number bigint NOT NULL DEFAULT 0,
    ADD COLUMN differs_since timestamptz;

COMMENT ON COLUMN standings.as_of_time IS 'The time it was made for. It holds until it is made anew: a standing that says the same again is not written.';
COMMENT ON COLUMN standings.evaluate_time IS 'When it was written.';
COMMENT ON COLUMN standings.basis_month IS 'The boundary month of the portfolio figures it was compared with.';
COMMENT ON COLUMN standings.is_billed IS 'Whether they were ever billed or bought.';
COMMENT ON COLUMN standings.pays_their_way IS 'Whether they pay and contribute more than nothing to date.';
COMMENT ON COLUMN standings.passed_up_ppm IS 'The share of a value that goes to a referrer, in millionths.';
COMMENT ON COLUMN standings.announced_class IS 'The class last announced, by its number in the contract; null before the first.';
COMMENT ON COLUMN standings.announced_points IS 'Points with the class last announced.';
COMMENT ON COLUMN standings.change_number IS 'How many changes of class were announced.';
COMMENT ON COLUMN standings.differs_since IS 'Since when the class differs from the one announced; null while it does not.';

-- Whoever waits for published figures alone waits a little longer, so that they are not evaluated again and
-- again for them.
ALTER TABLE dirty_customers
    ADD COLUMN due_time timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN cause smallint NOT NULL DEFAULT 1;

COMMENT ON COLUMN dirty_customers.due_time IS 'Not to be evaluated before.';
COMMENT ON COLUMN dirty_customers.cause IS 'Why: 1 facts, 2 time, 3 published figures. Facts go before the others.';

DROP TABLE portfolio_bases;
DELETE FROM settings WHERE key IN ('evaluated_figures', 'forest_time');

-- Programs before this step read what it drops.
INSERT INTO settings (key, value) VALUES ('oldest_schema', '8')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
