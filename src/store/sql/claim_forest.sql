-- Claims the forest for a pass that speaks for $1; no row if a newer pass has it. One that speaks for a
-- time far ahead was made while a clock was wrong.
INSERT INTO settings (key, value) VALUES ('forest_time', to_jsonb($1::timestamptz))
ON CONFLICT (key) DO UPDATE SET value = excluded.value
WHERE (settings.value #>> '{}')::timestamptz <= $1
    OR (settings.value #>> '{}')::timestamptz > $1 + interval '1 hour'
RETURNING key
