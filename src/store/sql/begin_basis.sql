-- A computation of the basis $1, $2, $3, $4 begins. One that is under way or clean keeps its version.
INSERT INTO portfolio_bases AS basis (boundary_month, peers, model_id, model_version, state, version,
                                      update_time)
VALUES ($1, $2, $3, $4, 2, 1, clock_timestamp())
ON CONFLICT (boundary_month, peers, model_id, model_version) DO UPDATE
SET state = CASE basis.state WHEN 1 THEN 2 ELSE basis.state END,
    version = CASE basis.state WHEN 1 THEN basis.version + 1 ELSE basis.version END,
    update_time = CASE basis.state WHEN 1 THEN clock_timestamp() ELSE basis.update_time END
RETURNING version
