-- Deletes the days of the sources $1. The next start counts the facts that these sources still have.
DELETE FROM feed_days WHERE source = ANY($1)
