-- Puts an hour in force from now on. The hours are locked. Its record time is later than that of the
-- previous hour, even if the clock was set back.
INSERT INTO hours (record_time, cost_micros, price_micros)
SELECT greatest(clock_timestamp(), max(record_time) + interval '1 microsecond'), $1, $2
FROM hours
