-- The inputs that an answer about each of the customers $1 rests on at present: the customer's revision,
-- the publish time of its referral figures and the number of the newest portfolio figures.
SELECT customer.customer_id, customer.revision, figures.publish_time,
    (SELECT max(publication) FROM portfolio_publications WHERE NOT reconstructed) AS publication
FROM customers AS customer
LEFT JOIN referral_figures AS figures ON figures.customer_id = customer.customer_id
WHERE customer.customer_id = ANY($1)
