-- The facts with the keys $1, $2, $3, in all their recordings: the key and the kind, for referrals the
-- referred customer, and for merges the id that the customer was merged into.
SELECT f.customer_id, f.source, f.fact_id, f.kind, f.body #>> '{referral,referred_customer_id}',
       f.body #>> '{merge,into_customer_id}'
FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[])
          AS asked (customer_id, source, fact_id)) AS asked
JOIN facts AS f USING (customer_id, source, fact_id)
