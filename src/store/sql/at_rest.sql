-- Whether the last pass over everybody was made with the figures published last, and nobody waits for theirs.
SELECT NOT EXISTS (SELECT FROM referral_queue) AND EXISTS (
    SELECT FROM settings
    WHERE key = 'standings_pass'
        AND value ->> 'end_time' IS NOT NULL
        AND (value -> 'reason' ->> -1)::bigint
            = (SELECT max(publication) FROM portfolio_publications WHERE NOT reconstructed)
)
