-- Keeps version $2 of model $1, unless it is there.
INSERT INTO models (model_id, version, state, document, document_hash, create_time, activate_time)
VALUES ($1, $2, $3::smallint, $4, $5, clock_timestamp(), CASE $3::smallint WHEN 2 THEN clock_timestamp() END)
ON CONFLICT (model_id, version) DO NOTHING
RETURNING version
