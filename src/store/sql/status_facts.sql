-- Of the customers $1 as known now the facts that say where they stand at $2: the first revenue, and the
-- latest departure or comeback, both up to $2. Retracted facts are left out.
SELECT 2::smallint AS part, told.customer_id, told.source, told.fact_id, told.occur_time, NULL, NULL, told.body
FROM customers
CROSS JOIN LATERAL (
    (SELECT f.*
     FROM facts AS f
     WHERE f.customer_id = customers.customer_id
       AND f.revenue_day IS NOT NULL
       AND f.occur_time <= $2
       AND NOT EXISTS (
           SELECT FROM retractions AS r
           WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id)
     ORDER BY f.occur_time, f.source, f.fact_id
     LIMIT 1)
    UNION ALL
    (SELECT f.*
     FROM facts AS f
     WHERE f.customer_id = customers.customer_id
       AND f.kind IN (15, 16)
       AND f.occur_time <= $2
       AND NOT EXISTS (
           SELECT FROM retractions AS r
           WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id)
     ORDER BY f.occur_time DESC, f.source DESC, f.fact_id DESC
     LIMIT 1)
) AS told
WHERE customers.customer_id = ANY($1)
