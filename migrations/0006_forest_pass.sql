-- What makes a standing old although nobody told anything about its customer: a change below them in
-- the forest, and a fact told ahead of its time. The time of the pass moves to the settings, so that a
-- pass writes only the rows that it changes.

ALTER TABLE standings
    ADD COLUMN below_mark bigint,
    ADD COLUMN next_fact_time timestamptz,
    DROP COLUMN incremental_value,
    DROP COLUMN forest_time;

CREATE INDEX standings_next_fact ON standings (next_fact_time) WHERE next_fact_time IS NOT NULL;

-- The queue is worked off in the order of the first mark, so that who is marked again and again is not
-- put off again and again.
ALTER TABLE dirty_customers
    ADD COLUMN first_version bigint NOT NULL DEFAULT nextval('dirty_customers_version');
CREATE INDEX dirty_customers_by_first_version ON dirty_customers (first_version);

-- Prospects have no rank and come last.
DROP INDEX standings_places_gained;
CREATE INDEX standings_places_gained
    ON standings ((coalesce(rank_by_total - rank_by_own, 2147483647)), customer_id)
    WHERE brought_count > 0;

-- A first import makes tables large in seconds, and plans made for empty ones are slow: statistics are
-- taken early. The queue and the standings are written all the time.
ALTER TABLE customers SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
ALTER TABLE facts SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
ALTER TABLE customer_months SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
ALTER TABLE referrals SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
ALTER TABLE standings SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE dirty_customers SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Nothing asks by attribute without reading standings first.
DROP INDEX customers_by_attribute;

-- Programs before this step read the columns that it drops.
INSERT INTO settings (key, value) VALUES ('oldest_schema', '6')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

COMMENT ON COLUMN standings.below_mark IS 'Changes with everything told about anyone they brought, from the last pass over the whole forest; 0 if they brought nobody.';
COMMENT ON COLUMN dirty_customers.first_version IS 'The place in the queue: of the first mark since the standing was last made.';
COMMENT ON COLUMN standings.next_fact_time IS 'When the next fact happens that was told ahead; null without one.';
