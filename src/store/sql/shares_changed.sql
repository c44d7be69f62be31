-- Whether any share has changed since half a minute before $1: who wrote it may have committed that much
-- later.
SELECT EXISTS (
    SELECT FROM portfolio_shares WHERE change_time > $1 - interval '30 seconds'
)
