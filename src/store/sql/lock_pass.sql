-- Where the pass $1 stands, and what time it is. Settings are a local table.
SELECT value, clock_timestamp() FROM settings WHERE key = $1 FOR UPDATE
