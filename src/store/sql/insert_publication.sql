-- Publishes the figures of the month $1. The publish time is $2 if that is set, else now.
INSERT INTO portfolio_publications (publication, boundary_month, publish_time, reconstructed, body)
SELECT coalesce(max(publication), 0) + 1, $1, coalesce($2, clock_timestamp()), $2 IS NOT NULL, $3
FROM portfolio_publications
ON CONFLICT (boundary_month, publish_time) DO NOTHING
RETURNING publication, publish_time
