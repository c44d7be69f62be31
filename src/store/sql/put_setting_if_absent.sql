-- Puts the setting $1 unless it is there, and returns the one that holds. The update changes nothing;
-- it waits for whoever is putting it, and returns what they put.
INSERT INTO settings (key, value) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = settings.value
RETURNING value
