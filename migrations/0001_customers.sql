-- Customers and what was told about them before. Ids are compared byte by byte, as the service does.

CREATE TABLE customers (
    customer_id text COLLATE "C" PRIMARY KEY CHECK (char_length(customer_id) BETWEEN 1 AND 128),
    name text NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    onboard_date date,
    acquisition_source text NOT NULL,
    buys_as smallint NOT NULL CHECK (buys_as BETWEEN 1 AND 2),
    attributes jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'object'),
    revision bigint NOT NULL CHECK (revision > 0),
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX customers_by_attribute ON customers USING gin (attributes jsonb_path_ops);

COMMENT ON TABLE customers IS 'Somebody who buys from us, used to, or may one day; the fields as they are now. Rows are never deleted. Locking a row is what makes writes about one customer follow each other.';
COMMENT ON COLUMN customers.customer_id IS 'The caller''s own id.';
COMMENT ON COLUMN customers.name IS 'The name to show; may be empty.';
COMMENT ON COLUMN customers.kind IS '1 business, 2 individual.';
COMMENT ON COLUMN customers.onboard_date IS 'The day the relationship began, if told.';
COMMENT ON COLUMN customers.acquisition_source IS 'How they found us; may be empty.';
COMMENT ON COLUMN customers.buys_as IS '1 end user, 2 middleman.';
COMMENT ON COLUMN customers.attributes IS 'Lists of strings by key.';
COMMENT ON COLUMN customers.revision IS 'Increases with every accepted write that concerns this customer; names the state an answer saw.';
COMMENT ON COLUMN customers.create_time IS 'When the customer was first told to the service.';
COMMENT ON COLUMN customers.update_time IS 'When the customer''s own fields last changed.';

CREATE TABLE customer_versions (
    customer_id text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    record_time timestamptz NOT NULL,
    name text NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    onboard_date date,
    acquisition_source text NOT NULL,
    buys_as smallint NOT NULL CHECK (buys_as BETWEEN 1 AND 2),
    attributes jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'object'),
    PRIMARY KEY (customer_id, revision)
);

COMMENT ON TABLE customer_versions IS 'Append-only: a customer''s own fields after each change, so that a past answer can be given as it was.';
COMMENT ON COLUMN customer_versions.customer_id IS 'Whose fields.';
COMMENT ON COLUMN customer_versions.revision IS 'The customer''s revision after the change.';
COMMENT ON COLUMN customer_versions.record_time IS 'The server''s time of the change, taken while the customer was locked.';
COMMENT ON COLUMN customer_versions.name IS 'As in customers.';
COMMENT ON COLUMN customer_versions.kind IS 'As in customers.';
COMMENT ON COLUMN customer_versions.onboard_date IS 'As in customers.';
COMMENT ON COLUMN customer_versions.acquisition_source IS 'As in customers.';
COMMENT ON COLUMN customer_versions.buys_as IS 'As in customers.';
COMMENT ON COLUMN customer_versions.attributes IS 'As in customers.';
