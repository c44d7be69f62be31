-- Locks the row of the pass $1 and returns its state and the current time. Settings are a local table.
SELECT value, clock_timestamp() FROM settings WHERE key = $1 FOR UPDATE
