-- Stores the basis $1, $2, $3, $4 as clean, unless something changed since version $5.
UPDATE portfolio_bases
SET state = 3, body = $6, update_time = clock_timestamp()
WHERE boundary_month = $1 AND peers = $2 AND model_id = $3 AND model_version = $4
  AND version = $5 AND state <> 1
RETURNING version
