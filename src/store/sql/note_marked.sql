-- Records the time at which the customers $1 are next evaluated for their figures (see mark_for_figures). A
-- time in the future stays, however often the figures change before it.
UPDATE referral_figures
SET mark_time = CASE WHEN mark_time > now() THEN mark_time
    ELSE greatest(now(), mark_time + make_interval(secs => $2)) END
WHERE customer_id = ANY($1)
