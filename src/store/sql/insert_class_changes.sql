INSERT INTO class_changes (
    customer_id, change_number, from_class, to_class, cause, effective_time, record_time, model_id,
    model_version, customer_revision, from_points, to_points, codes
)
SELECT customer_id, change_number, from_class, to_class, cause, effective_time, clock_timestamp(), model_id,
    model_version, customer_revision, from_points, to_points, codes
FROM jsonb_to_recordset($1) AS made (
    customer_id text, change_number bigint, from_class smallint, to_class smallint, cause smallint,
    effective_time timestamptz, model_id text, model_version integer, customer_revision bigint,
    from_points integer, to_points integer, codes text[]
)
