-- What owners say about a customer, and what answers by models of the second form need. What was derived by
-- models of the first form is cleared and made anew.

-- A customer may be known by name alone, and may be no customer yet.
ALTER TABLE customers
    DROP CONSTRAINT customers_kind_check,
    ADD CONSTRAINT customers_kind_check CHECK (kind BETWEEN 0 AND 2),
    ADD COLUMN prospect boolean NOT NULL DEFAULT false;
ALTER TABLE customer_versions
    DROP CONSTRAINT customer_versions_kind_check,
    ADD CONSTRAINT customer_versions_kind_check CHECK (kind BETWEEN 0 AND 2),
    ADD COLUMN prospect boolean NOT NULL DEFAULT false;

-- Until now facts made customers businesses, which nobody had said. The first version of such a customer
-- says nothing else and bears the record time, to the microsecond, of a fact of theirs or of a referral that
-- names them; that of an upserted customer bears a time of its own. Who was upserted later as a business
-- without a name, and so unchanged, left no trace and cannot be distinguished.
UPDATE customer_versions AS v
SET kind = 0
WHERE v.revision = 1
    AND v.kind = 1
    AND v.name = ''
    AND v.onboard_date IS NULL
    AND v.acquisition_source = ''
    AND v.buys_as = 1
    AND v.attributes = '{}'
    AND (
        EXISTS (
            SELECT FROM facts AS f
            WHERE f.customer_id = v.customer_id AND f.record_time = v.record_time)
        OR EXISTS (
            SELECT FROM facts AS f
            WHERE f.kind = 14
                AND f.body #>> '{referral,referred_customer_id}' = v.customer_id
                AND f.record_time = v.record_time));
UPDATE customers AS c
SET kind = 0
FROM customer_versions AS v
WHERE v.customer_id = c.customer_id
    AND v.revision = 1
    AND v.kind = 0
    AND NOT EXISTS (
        SELECT FROM customer_versions AS later
        WHERE later.customer_id = c.customer_id AND later.revision > 1);

-- Append-only: a change of the hour is a row more, and past answers keep theirs.
CREATE TABLE hours (
    record_time timestamptz PRIMARY KEY,
    cost_micros bigint NOT NULL CHECK (cost_micros BETWEEN 1 AND 1000000000000),
    price_micros bigint NOT NULL CHECK (price_micros BETWEEN 1 AND 1000000000000)
);

COMMENT ON TABLE hours IS 'What an hour of the company''s people costs it and is billed at, and since when it says so. Append-only.';
COMMENT ON COLUMN hours.record_time IS 'The server''s time from which on answers rest on it.';
COMMENT ON COLUMN hours.cost_micros IS 'What an hour costs, micros of the reporting currency.';
COMMENT ON COLUMN hours.price_micros IS 'What an hour is billed at, micros of the reporting currency.';

-- Documents of the first form are kept and never read again.
ALTER TABLE models ADD COLUMN format smallint NOT NULL DEFAULT 1 CHECK (format > 0);
ALTER TABLE models ALTER COLUMN format DROP DEFAULT;
UPDATE models SET state = 3, retire_time = clock_timestamp() WHERE state <> 3;

COMMENT ON COLUMN models.format IS 'The form that the document is written in; a program evaluates those of its own.';

-- Whoever has no standing is evaluated at the start of the next program.
DELETE FROM standings;
ALTER TABLE standings
    DROP COLUMN status,
    DROP COLUMN raw_class,
    ADD COLUMN customer_standing smallint NOT NULL,
    ADD COLUMN sentence text NOT NULL,
    ADD COLUMN own_sort smallint,
    ADD COLUMN class_by_numbers smallint;

COMMENT ON COLUMN customers.kind IS '0 not known, 1 business, 2 individual.';
COMMENT ON COLUMN customers.prospect IS 'Whether they were recorded as no customer yet.';
COMMENT ON COLUMN customer_versions.prospect IS 'As in customers.';
COMMENT ON COLUMN standings.customer_standing IS 'Where the customer stands with us, by its number in the contract.';
COMMENT ON COLUMN standings.sentence IS 'Why they are of their class, in one sentence.';
COMMENT ON COLUMN standings.own_sort IS 'The class of the owner''s own sort, by its number in the contract; null without one.';
COMMENT ON COLUMN standings.customer_class IS 'The class, by its number in the contract; 0 of prospects, who have none.';
COMMENT ON COLUMN standings.class_by_numbers IS 'The class without the owner''s own sort, by its number in the contract; null where there is none.';

DELETE FROM portfolio_bases;
DELETE FROM settings WHERE key IN ('evaluated_figures', 'forest_time');

-- Programs before this step know no customer of kind 0 and have no model left.
INSERT INTO settings (key, value) VALUES ('oldest_schema', '7')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
