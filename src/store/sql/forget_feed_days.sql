DELETE FROM feed_days WHERE record_date < $1
