-- Writes the standings of the JSON array $1 that differ from the stored ones. A standing older than the
-- stored one changes nothing, unless the stored one is more than an hour ahead, because it was made while a
-- clock was wrong. Every row named is locked until the end of the transaction, changed or not. The first
-- announced class is the first class that was compared with other customers.
INSERT INTO standings AS standing (
    customer_id, model_id, model_version, mode, customer_standing, customer_class, sentence, own_sort,
    class_by_numbers, points, coverage_ppm, up_reason_codes, down_reason_codes, own_value, own_revenue,
    contribution, as_of_time, evaluate_time, customer_revision, basis_month, next_fact_time, is_billed,
    pays_their_way, passed_up_ppm, announced_class, announced_points
)
SELECT
    made.customer_id, made.model_id, made.model_version, made.mode, made.customer_standing,
    made.customer_class, made.sentence, made.own_sort, made.class_by_numbers, made.points,
    made.coverage_ppm, made.up_reason_codes, made.down_reason_codes, made.own_value, made.own_revenue,
    made.contribution, made.as_of_time, clock_timestamp(), made.customer_revision, made.basis_month,
    made.next_fact_time, made.is_billed, made.pays_their_way, made.passed_up_ppm,
    CASE WHEN made.is_compared THEN made.customer_class END, CASE WHEN made.is_compared THEN made.points END
FROM jsonb_to_recordset($1) AS made (
    customer_id text, model_id text, model_version integer, mode smallint, customer_standing smallint,
    customer_class smallint, sentence text, own_sort smallint, class_by_numbers smallint, points integer,
    coverage_ppm integer, up_reason_codes text[], down_reason_codes text[], own_value bigint,
    own_revenue bigint, contribution bigint, as_of_time timestamptz, customer_revision bigint,
    basis_month integer, next_fact_time timestamptz, is_billed boolean, pays_their_way boolean,
    passed_up_ppm integer, is_compared boolean
)
ORDER BY made.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE
SET model_id = excluded.model_id,
    model_version = excluded.model_version,
    mode = excluded.mode,
    customer_standing = excluded.customer_standing,
    customer_class = excluded.customer_class,
    sentence = excluded.sentence,
    own_sort = excluded.own_sort,
    class_by_numbers = excluded.class_by_numbers,
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
    basis_month = excluded.basis_month,
    next_fact_time = excluded.next_fact_time,
    is_billed = excluded.is_billed,
    pays_their_way = excluded.pays_their_way,
    passed_up_ppm = excluded.passed_up_ppm
WHERE ((standing.customer_revision, standing.as_of_time)
        <= (excluded.customer_revision, excluded.as_of_time)
    OR standing.as_of_time - excluded.as_of_time > interval '1 hour')
    AND ((standing.model_id, standing.model_version, standing.mode, standing.customer_standing,
        standing.customer_class, standing.sentence, standing.own_sort, standing.class_by_numbers,
        standing.points, standing.coverage_ppm, standing.up_reason_codes, standing.down_reason_codes,
        standing.own_value, standing.own_revenue, standing.contribution, standing.customer_revision,
        standing.basis_month, standing.next_fact_time, standing.is_billed, standing.pays_their_way,
        standing.passed_up_ppm)
    IS DISTINCT FROM
        (excluded.model_id, excluded.model_version, excluded.mode, excluded.customer_standing,
        excluded.customer_class, excluded.sentence, excluded.own_sort, excluded.class_by_numbers,
        excluded.points, excluded.coverage_ppm, excluded.up_reason_codes, excluded.down_reason_codes,
        excluded.own_value, excluded.own_revenue, excluded.contribution, excluded.customer_revision,
        excluded.basis_month, excluded.next_fact_time, excluded.is_billed, excluded.pays_their_way,
        excluded.passed_up_ppm)
    OR standing.as_of_time - excluded.as_of_time > interval '1 hour')
