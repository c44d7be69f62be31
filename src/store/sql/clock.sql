-- The record time of a unit of work. It is read only after the unit holds its locks.
SELECT clock_timestamp()
