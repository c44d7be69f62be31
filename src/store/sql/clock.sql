-- The record time of a unit of work. Asked only after its locks are held.
SELECT clock_timestamp()
