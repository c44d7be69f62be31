SELECT model_id, version, state, document, format, create_time, activate_time, retire_time
FROM models
ORDER BY model_id, version
