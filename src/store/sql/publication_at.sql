-- The figures of the month $1 that were in force at $2. If there were none, the first ones published later,
-- else the ones reconstructed for exactly that time.
SELECT publication, boundary_month, publish_time, reconstructed, body
FROM portfolio_publications
WHERE boundary_month = $1 AND (NOT reconstructed OR publish_time = $2)
ORDER BY reconstructed, publish_time > $2,
    CASE WHEN publish_time <= $2 THEN -extract(epoch FROM publish_time)
    ELSE extract(epoch FROM publish_time) END
LIMIT 1
