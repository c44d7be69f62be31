-- The figures published last, if their number is above $1.
SELECT publication, boundary_month, publish_time, reconstructed, body
FROM portfolio_publications
WHERE NOT reconstructed AND publication > $1
ORDER BY publication DESC
LIMIT 1
