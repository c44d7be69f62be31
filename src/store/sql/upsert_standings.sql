-- Keeps standings, the array $1 of objects, in the order of their customers; one made from an older
-- state of its customer, or for an earlier time, than the one that is there is left out. Returns whose
-- were kept.
INSERT INTO standings AS s (
    customer_id, model_id, model_version, mode, status, customer_class, raw_class, points,
    coverage_ppm, up_reason_codes, down_reason_codes, own_value, own_revenue, contribution,
    as_of_time, evaluate_time, customer_revision, basis_month)
SELECT
    told.customer_id, told.model_id, told.model_version, told.mode, told.status,
    told.customer_class, told.raw_class, told.points, told.coverage_ppm, told.up_reason_codes,
    told.down_reason_codes, told.own_value, told.own_revenue, told.contribution, told.as_of_time,
    told.evaluate_time, told.customer_revision, told.basis_month
FROM jsonb_to_recordset($1) AS told (
    customer_id text, model_id text, model_version integer, mode smallint, status smallint,
    customer_class smallint, raw_class smallint, points integer, coverage_ppm integer,
    up_reason_codes text[], down_reason_codes text[], own_value bigint, own_revenue bigint,
    contribution bigint, as_of_time timestamptz, evaluate_time timestamptz, customer_revision
    bigint, basis_month integer)
ORDER BY told.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE SET
    model_id = excluded.model_id,
    model_version = excluded.model_version,
    mode = excluded.mode,
    status = excluded.status,
    customer_class = excluded.customer_class,
    raw_class = excluded.raw_class,
    points = excluded.points,
    coverage_ppm = excluded.coverage_ppm,
    up_reason_codes = excluded.up_reason_codes,
    down_reason_codes = excluded.down_reason_codes,
    own_value = excluded.own_value,
    own_revenue = excluded.own_revenue,
    contribution = excluded.contribution,
    as_of_time = excluded.as_of_time,
    evaluate_time = excluded.evaluate_time,
    customer_revision = excluded.customer_revision,
    basis_month = excluded.basis_month
WHERE (excluded.customer_revision, excluded.as_of_time) >= (s.customer_revision, s.as_of_time)
RETURNING s.customer_id
