-- What an answer about each of the customers $1 rests on by now: their revision, when their referral figures
-- were published, and the number of the portfolio figures published last.
SELECT customer.customer_id, customer.revision, figures.publish_time,
    (SELECT max(publication) FROM portfolio_publications WHERE NOT reconstructed) AS publication
FROM customers AS customer
LEFT JOIN referral_figures AS figures ON figures.customer_id = customer.customer_id
WHERE customer.customer_id = ANY($1)
