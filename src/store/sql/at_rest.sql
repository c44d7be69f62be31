-- Whether the last pass over all customers has ended and used the newest published figures, and no customer
-- waits for referral figures.
SELECT NOT EXISTS (SELECT FROM referral_queue) AND EXISTS (
    SELECT FROM settings
    WHERE key = 'standings_pass'
        AND value ->> 'end_time' IS NOT NULL
        AND (value -> 'reason' ->> -1)::bigint
            = (SELECT max(publication) FROM portfolio_publications WHERE NOT reconstructed)
)
