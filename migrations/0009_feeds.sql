-- On which days facts came, by source and kind, so that a feed that has gone quiet is noticed.
-- Counted in memory and written every few seconds, outside of the transactions that record facts, so
-- that those who record facts of one source do not wait for each other.

CREATE TABLE feed_days (
    source text COLLATE "C" NOT NULL,
    kind smallint NOT NULL,
    record_date date NOT NULL,
    fact_count bigint NOT NULL CHECK (fact_count > 0),
    last_record_time timestamptz NOT NULL,
    PRIMARY KEY (source, kind, record_date)
) WITH (fillfactor = 70);

COMMENT ON TABLE feed_days IS 'The days on which a source sent facts of a kind. Of the last 600 days only. What a crash leaves out the next start counts.';
COMMENT ON COLUMN feed_days.source IS 'Who sent them.';
COMMENT ON COLUMN feed_days.kind IS 'The number of their kind, as in facts.';
COMMENT ON COLUMN feed_days.record_date IS 'The UTC day on which they were recorded.';
COMMENT ON COLUMN feed_days.fact_count IS 'About how many came, those recorded before and those retracted since included.';
COMMENT ON COLUMN feed_days.last_record_time IS 'When the last of them was recorded.';
