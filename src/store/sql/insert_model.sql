INSERT INTO models (model_id, version, state, document, document_hash, create_time, activate_time,
                    format)
VALUES ($1, $2, $3, $4, $5, clock_timestamp(), CASE WHEN $3 = 2 THEN clock_timestamp() END,
        $6)
ON CONFLICT (model_id, version) DO NOTHING
