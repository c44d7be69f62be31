-- One row per customer for lists and rankings, kept by the background evaluator, and its queue.
-- Each index turns one order of a list into an ascending comparison of (order, customer_id), so that a
-- page starts where the one before ended without reading what lies before it. ~x orders like -x and has
-- no value for which it overflows.

CREATE TABLE standings (
    customer_id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL,
    model_version integer NOT NULL,
    mode smallint NOT NULL,
    status smallint NOT NULL,
    customer_class smallint NOT NULL,
    raw_class smallint NOT NULL,
    points integer CHECK (points BETWEEN 0 AND 1000),
    coverage_ppm integer NOT NULL CHECK (coverage_ppm BETWEEN 0 AND 1000000),
    up_reason_codes text[] NOT NULL,
    down_reason_codes text[] NOT NULL,
    own_value bigint NOT NULL,
    own_revenue bigint NOT NULL,
    contribution bigint NOT NULL,
    as_of_time timestamptz NOT NULL,
    evaluate_time timestamptz NOT NULL,
    customer_revision bigint NOT NULL,
    basis_month integer,
    brought_value bigint,
    total_value bigint,
    credited_value bigint,
    incremental_value bigint,
    brought_count integer,
    rank_by_own integer,
    rank_by_total integer,
    ranked_count integer,
    forest_time timestamptz
) WITH (fillfactor = 70);

CREATE INDEX standings_points_desc ON standings ((coalesce(-points, 1)), customer_id);
CREATE INDEX standings_points_asc ON standings ((coalesce(points, 1001)), customer_id);
CREATE INDEX standings_own_value ON standings ((~own_value), customer_id);
CREATE INDEX standings_contribution ON standings ((~contribution), customer_id);
CREATE INDEX standings_total_value ON standings ((~total_value), customer_id) WHERE brought_count > 0;
CREATE INDEX standings_brought_value ON standings ((~brought_value), customer_id) WHERE brought_count > 0;
CREATE INDEX standings_credited_value ON standings ((~credited_value), customer_id) WHERE brought_count > 0;
CREATE INDEX standings_places_gained ON standings ((rank_by_total - rank_by_own), customer_id) WHERE brought_count > 0;

COMMENT ON TABLE standings IS 'The last evaluation of each customer, for lists, rankings and the portfolio. Follows the facts within seconds.';
COMMENT ON COLUMN standings.customer_id IS 'Whose standing.';
COMMENT ON COLUMN standings.model_id IS 'The model that was applied.';
COMMENT ON COLUMN standings.model_version IS 'Its version.';
COMMENT ON COLUMN standings.mode IS '1 nothing sold yet, 2 invoiced, 3 purchasing.';
COMMENT ON COLUMN standings.status IS '1 prospect, 2 active, 3 past.';
COMMENT ON COLUMN standings.customer_class IS 'The class held, by its number in the contract.';
COMMENT ON COLUMN standings.raw_class IS 'The class before any delay of a downgrade, by its number in the contract.';
COMMENT ON COLUMN standings.points IS '0 to 1,000; null without evidence.';
COMMENT ON COLUMN standings.coverage_ppm IS 'The share of the applicable weight with evidence, in millionths.';
COMMENT ON COLUMN standings.up_reason_codes IS 'Reasons up, strongest first.';
COMMENT ON COLUMN standings.down_reason_codes IS 'Reasons down, strongest first.';
COMMENT ON COLUMN standings.own_value IS 'Realised value to date, micros of the reporting currency.';
COMMENT ON COLUMN standings.own_revenue IS 'Revenue to date, micros of the reporting currency.';
COMMENT ON COLUMN standings.contribution IS 'Contribution of the trailing twelve months, micros of the reporting currency.';
COMMENT ON COLUMN standings.as_of_time IS 'The time the standing speaks for.';
COMMENT ON COLUMN standings.evaluate_time IS 'When it was evaluated.';
COMMENT ON COLUMN standings.customer_revision IS 'The customer''s revision that it saw.';
COMMENT ON COLUMN standings.basis_month IS 'The boundary month of the portfolio basis it was compared with; null without one.';
COMMENT ON COLUMN standings.brought_value IS 'Value of everyone they brought, from the last pass over the whole forest.';
COMMENT ON COLUMN standings.total_value IS 'Own value plus brought_value, from the same pass.';
COMMENT ON COLUMN standings.credited_value IS 'The split that adds up, from the same pass.';
COMMENT ON COLUMN standings.incremental_value IS 'The estimate of what would be missing without them, from the same pass.';
COMMENT ON COLUMN standings.brought_count IS 'How many they brought at every level, from the same pass.';
COMMENT ON COLUMN standings.rank_by_own IS 'Rank by own revenue among the same billing mode, from the same pass.';
COMMENT ON COLUMN standings.rank_by_total IS 'Rank by total_value among the same, from the same pass.';
COMMENT ON COLUMN standings.ranked_count IS 'How many are ranked, from the same pass.';
COMMENT ON COLUMN standings.forest_time IS 'The time that the pass speaks for.';

CREATE SEQUENCE dirty_customers_version;

COMMENT ON SEQUENCE dirty_customers_version IS 'Versions of dirty_customers.';

CREATE TABLE dirty_customers (
    customer_id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL DEFAULT nextval('dirty_customers_version'),
    mark_time timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

CREATE INDEX dirty_customers_by_version ON dirty_customers (version);

COMMENT ON TABLE dirty_customers IS 'Customers whose standing has to be made anew. A local queue.';
COMMENT ON COLUMN dirty_customers.customer_id IS 'Whose standing.';
COMMENT ON COLUMN dirty_customers.version IS 'New with every mark and never used again: a row is taken off only as the version that was worked on.';
COMMENT ON COLUMN dirty_customers.mark_time IS 'When it was last marked.';
