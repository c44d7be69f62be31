-- Queues customers for the publisher of referral figures. It takes those among $1 and the customers they
-- brought whose own numbers or referrer at $2 differ from the published ones.
INSERT INTO referral_queue (customer_id)
SELECT differing.customer_id
FROM (
    SELECT own.customer_id
    FROM standings AS own
    LEFT JOIN portfolio_shares AS share ON share.customer_id = own.customer_id
    JOIN referral_figures AS figures ON figures.customer_id = own.customer_id
    WHERE own.customer_id = ANY($1)
        AND (figures.own_value, figures.is_billed, figures.pays_their_way, figures.customer_class,
            figures.passed_up_ppm, figures.own_value_at_boundary, figures.own_contribution)
        IS DISTINCT FROM
            (own.own_value, own.is_billed, own.pays_their_way, own.customer_class, own.passed_up_ppm,
            coalesce(share.value, 0), coalesce(share.contribution, 0))
    UNION
    SELECT referral.referred_customer_id
    FROM referrals AS referral
    LEFT JOIN referral_figures AS figures ON figures.customer_id = referral.referred_customer_id
    WHERE (referral.referrer_customer_id = ANY($1) OR referral.referred_customer_id = ANY($1))
        AND referral.occur_time <= $2
        AND figures.referrer_customer_id IS DISTINCT FROM referral.referrer_customer_id
    UNION
    SELECT figures.customer_id
    FROM referral_figures AS figures
    LEFT JOIN referrals AS referral
        ON referral.referred_customer_id = figures.customer_id AND referral.occur_time <= $2
    WHERE (figures.referrer_customer_id = ANY($1) OR figures.customer_id = ANY($1))
        AND figures.referrer_customer_id IS NOT NULL
        AND referral.referrer_customer_id IS DISTINCT FROM figures.referrer_customer_id
) AS differing
ORDER BY differing.customer_id COLLATE "C"
ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, mark_time = excluded.mark_time
