-- The oldest schema whose programs can live with this one: 1 until a migration says otherwise.
SELECT coalesce((SELECT value::bigint FROM settings WHERE key = 'oldest_schema'), 1)
