-- Deletes the settings with the keys $1.
DELETE FROM settings WHERE key = ANY($1)
