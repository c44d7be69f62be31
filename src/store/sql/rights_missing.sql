-- The rights that the service needs and its role lacks, each as right and object. Tables and sequences that
-- do not exist are left out.
WITH needed (right_to, object) AS (
    SELECT right_to, object FROM unnest(ARRAY['SELECT', 'INSERT']) AS right_to
    CROSS JOIN unnest(ARRAY['customer_months', 'customer_versions', 'customers', 'dirty_customers', 'facts',
        'feed_days', 'hours', 'invoices', 'merged_customers', 'models', 'portfolio_publications',
        'portfolio_shares', 'referral_figures', 'referral_queue', 'class_changes', 'referrals', 'retractions',
        'settings', 'standings'])
        AS object
    UNION ALL
    SELECT 'UPDATE', unnest(ARRAY['customer_months', 'customers', 'dirty_customers', 'feed_days', 'portfolio_shares',
        'referral_figures', 'referral_queue', 'settings', 'standings'])
    UNION ALL
    SELECT 'DELETE', unnest(ARRAY['customer_months', 'customers', 'dirty_customers', 'feed_days', 'invoices',
        'merged_customers', 'referral_figures', 'referral_queue', 'class_changes', 'referrals', 'standings'])
)
SELECT right_to || ' on ' || object FROM needed
WHERE NOT has_table_privilege(to_regclass(object), right_to)
UNION ALL
SELECT 'USAGE on ' || name
FROM unnest(ARRAY['dirty_customers_version', 'referral_queue_version']) AS name
WHERE NOT has_sequence_privilege(to_regclass(name), 'USAGE')
