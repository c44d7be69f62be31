-- The queue of customers is distributed like what it marks, where a database is distributed. A queue on one
-- machine alone could show a mark before the facts that it stands for.

COMMENT ON TABLE dirty_customers IS 'Customers whose standing has to be made anew. A queue, kept with the rows of its customers.';
