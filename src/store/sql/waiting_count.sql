SELECT count(*) FROM dirty_customers
