-- Notes when the customers $1 are evaluated for their figures (see mark_for_figures).
UPDATE referral_figures
SET mark_time = greatest(now(), mark_time + make_interval(secs => $2))
WHERE customer_id = ANY($1)
