-- Whether any share has changed since 30 seconds before $1. A transaction commits up to that long after it
-- has set the time of its change.
SELECT EXISTS (
    SELECT FROM portfolio_shares WHERE change_time > $1 - interval '30 seconds'
)
