-- The oldest schema version that a program must know to use this schema. It is 1 until a migration raises
-- it.
SELECT coalesce((SELECT value::bigint FROM settings WHERE key = 'oldest_schema'), 1)
