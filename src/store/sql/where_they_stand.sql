-- Where the customers $1 stand, and the revision that says so.
SELECT customer_id, customer_standing, customer_revision FROM standings WHERE customer_id = ANY($1)
