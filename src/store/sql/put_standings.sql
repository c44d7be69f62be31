-- Keeps the standings of the JSON array $1; one that is older than what is kept changes nothing, unless
-- that speaks for a time far ahead, made while a clock was wrong. The columns of the forest stay.
INSERT INTO standings AS standing (
    customer_id, model_id, model_version, mode, customer_standing, customer_class, sentence, own_sort, class_by_numbers, points,
    coverage_ppm, up_reason_codes, down_reason_codes, own_value, own_revenue, contribution,
    as_of_time, evaluate_time, customer_revision, basis_month, next_fact_time
)
SELECT
    made.customer_id, made.model_id, made.model_version, made.mode, made.customer_standing,
    made.customer_class, made.sentence, made.own_sort, made.class_by_numbers, made.points, made.coverage_ppm, made.up_reason_codes,
    made.down_reason_codes, made.own_value, made.own_revenue, made.contribution, made.as_of_time,
    clock_timestamp(), made.customer_revision, made.basis_month,
    (SELECT min(fact.occur_time) FROM facts AS fact
        WHERE fact.customer_id = made.customer_id AND fact.occur_time > made.as_of_time
            AND fact.month >= (extract(year FROM made.as_of_time) * 12
                + extract(month FROM made.as_of_time) - 1)::integer)
FROM jsonb_to_recordset($1) AS made (
    customer_id text, model_id text, model_version integer, mode smallint, customer_standing smallint,
    customer_class smallint, sentence text, own_sort smallint, class_by_numbers smallint, points integer, coverage_ppm integer,
    up_reason_codes text[], down_reason_codes text[], own_value bigint, own_revenue bigint,
    contribution bigint, as_of_time timestamptz, customer_revision bigint, basis_month integer
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
    next_fact_time = excluded.next_fact_time
WHERE (standing.customer_revision, standing.as_of_time)
    <= (excluded.customer_revision, excluded.as_of_time)
    OR standing.as_of_time > excluded.as_of_time + interval '1 hour'
