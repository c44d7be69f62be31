-- Everything about the customers $1 as known at $2: the version of their fields in force then (part 0), and
-- the facts (2) that were recorded by then and not yet retracted. Part 6: all merges as known then, of anybody.
SELECT 0::smallint AS part, v.customer_id, v.name AS first, v.acquisition_source AS second,
       v.record_time AS time, v.onboard_date AS day,
       ARRAY[v.kind::bigint, v.buys_as::bigint, v.prospect::integer::bigint, v.revision] AS numbers, v.attributes AS body
FROM (
    SELECT DISTINCT ON (customer_id) *
    FROM customer_versions
    WHERE customer_id = ANY($1) AND record_time <= $2
    ORDER BY customer_id, revision DESC
) AS v
UNION ALL
SELECT 2::smallint, f.customer_id, f.source, f.fact_id, f.occur_time, NULL, NULL, f.body
FROM facts AS f
WHERE f.customer_id = ANY($1)
  AND f.record_time <= $2
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording
        AND r.record_time <= $2)
UNION ALL
SELECT 6::smallint, f.customer_id, f.customer_id, f.body #>> '{merge,into_customer_id}', NULL, NULL, NULL, NULL
FROM facts AS f
WHERE f.kind = 19
  AND f.record_time <= $2
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording
        AND r.record_time <= $2)
