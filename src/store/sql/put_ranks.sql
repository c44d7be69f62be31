-- Writes the ranks of referrers that have changed.
UPDATE referral_figures AS figures
SET rank_by_own = ranked.by_own, rank_by_total = ranked.by_total, ranked_count = ranked.among
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[])
    AS ranked (customer_id, by_own, by_total, among)
WHERE figures.customer_id = ranked.customer_id
    AND (figures.rank_by_own, figures.rank_by_total, figures.ranked_count)
    IS DISTINCT FROM (ranked.by_own, ranked.by_total, ranked.among)
