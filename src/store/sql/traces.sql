-- The facts about the customers $1, and the facts of other customers that name one of them as referred or were
-- merged into one. Each comes with its key and the customer that it is about.
SELECT customer_id, source, fact_id, customer_id AS about FROM facts WHERE customer_id = ANY($1)
UNION ALL
SELECT customer_id, source, fact_id, body #>> '{referral,referred_customer_id}' FROM facts
WHERE kind = 14 AND body #>> '{referral,referred_customer_id}' = ANY($1)
UNION ALL
SELECT customer_id, source, fact_id, body #>> '{merge,into_customer_id}' FROM facts
WHERE kind = 19 AND body #>> '{merge,into_customer_id}' = ANY($1)
