-- Customers that have derived rows but do not exist.
SELECT customer_id FROM customer_months AS d
WHERE NOT EXISTS (SELECT FROM customers AS c WHERE c.customer_id = d.customer_id)
UNION
SELECT customer_id FROM invoices AS d
WHERE NOT EXISTS (SELECT FROM customers AS c WHERE c.customer_id = d.customer_id)
UNION
SELECT referrer_customer_id FROM referrals AS d
WHERE NOT EXISTS (SELECT FROM customers AS c WHERE c.customer_id = d.referrer_customer_id)
ORDER BY 1
