-- Notes when the customers $1 are evaluated for their figures (see mark_for_figures). Whoever is still to be
-- evaluated is evaluated then, however often their figures change before.
UPDATE referral_figures
SET mark_time = CASE WHEN mark_time > now() THEN mark_time
    ELSE greatest(now(), mark_time + make_interval(secs => $2)) END
WHERE customer_id = ANY($1)
