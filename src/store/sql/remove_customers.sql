-- Deletes the customers $1, who have no facts any more, with everything that was derived about them. Referrals are
-- another kind of table and are deleted by a statement of their own.
WITH versions AS (
    DELETE FROM customer_versions WHERE customer_id = ANY($1)
), months AS (
    DELETE FROM customer_months WHERE customer_id = ANY($1)
), numbers AS (
    DELETE FROM invoices WHERE customer_id = ANY($1)
), kept_standings AS (
    DELETE FROM standings WHERE customer_id = ANY($1)
), changes AS (
    DELETE FROM class_changes WHERE customer_id = ANY($1)
), shares AS (
    DELETE FROM portfolio_shares WHERE customer_id = ANY($1)
), figures AS (
    DELETE FROM referral_figures WHERE customer_id = ANY($1)
), marks AS (
    DELETE FROM dirty_customers WHERE customer_id = ANY($1)
), referral_marks AS (
    DELETE FROM referral_queue WHERE customer_id = ANY($1)
)
DELETE FROM customers WHERE customer_id = ANY($1)
