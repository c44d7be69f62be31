SELECT model_id, version, state, document FROM models ORDER BY model_id, version
