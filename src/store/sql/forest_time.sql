SELECT (value #>> '{}')::timestamptz FROM settings WHERE key = 'forest_time'
