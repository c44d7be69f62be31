-- Scoring models, the figures that one customer is compared with, and settings.

CREATE TABLE models (
    model_id text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    document text NOT NULL,
    document_hash bytea NOT NULL CHECK (octet_length(document_hash) = 32),
    create_time timestamptz NOT NULL,
    activate_time timestamptz,
    retire_time timestamptz,
    PRIMARY KEY (model_id, version)
);

COMMENT ON TABLE models IS 'Scoring documents. A version''s document never changes.';
COMMENT ON COLUMN models.model_id IS 'The model.';
COMMENT ON COLUMN models.version IS 'Its version, from 1.';
COMMENT ON COLUMN models.state IS '1 draft, 2 active, 3 retired.';
COMMENT ON COLUMN models.document IS 'The document as it was told.';
COMMENT ON COLUMN models.document_hash IS 'SHA-256 of the document.';
COMMENT ON COLUMN models.create_time IS 'When it was told.';
COMMENT ON COLUMN models.activate_time IS 'When it was activated, if it was.';
COMMENT ON COLUMN models.retire_time IS 'When it was retired, if it was.';

CREATE TABLE portfolio_bases (
    boundary_month integer NOT NULL,
    peers smallint NOT NULL CHECK (peers BETWEEN 1 AND 2),
    model_id text COLLATE "C" NOT NULL,
    model_version integer NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    version bigint NOT NULL,
    body jsonb,
    update_time timestamptz NOT NULL,
    PRIMARY KEY (boundary_month, peers, model_id, model_version),
    CHECK (state <> 3 OR body IS NOT NULL)
);

COMMENT ON TABLE portfolio_bases IS 'The figures over all customers at a month boundary that one customer is compared with, as known now.';
COMMENT ON COLUMN portfolio_bases.boundary_month IS 'The basis speaks for the start of this month: year times 12 plus the month from 0.';
COMMENT ON COLUMN portfolio_bases.peers IS '1 invoiced customers, 2 customers with purchases only.';
COMMENT ON COLUMN portfolio_bases.model_id IS 'The model that values were computed by.';
COMMENT ON COLUMN portfolio_bases.model_version IS 'Its version.';
COMMENT ON COLUMN portfolio_bases.state IS '1 dirty: something before the boundary changed. 2 computing: nothing has changed since a computation began. 3 clean: body holds.';
COMMENT ON COLUMN portfolio_bases.version IS 'Increases when it becomes dirty and when a computation begins.';
COMMENT ON COLUMN portfolio_bases.body IS 'The figures; of the last clean state where it is not clean.';
COMMENT ON COLUMN portfolio_bases.update_time IS 'When the state last changed.';

CREATE TABLE settings (
    key text COLLATE "C" PRIMARY KEY,
    value jsonb NOT NULL
);

COMMENT ON TABLE settings IS 'What the service has to remember about itself, such as the reporting currency.';
COMMENT ON COLUMN settings.key IS 'The name of the setting.';
COMMENT ON COLUMN settings.value IS 'Its value.';
