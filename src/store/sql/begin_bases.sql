WITH asked AS (
    SELECT *
    FROM unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[])
        WITH ORDINALITY AS asked (boundary_month, peers, model_id, model_version, place)
),
begun AS (
    INSERT INTO portfolio_bases (boundary_month, peers, model_id, model_version, state, version, update_time)
    SELECT boundary_month, peers, model_id, model_version, 2, 1, clock_timestamp()
    FROM asked
    ORDER BY boundary_month, peers, model_id, model_version
    ON CONFLICT (boundary_month, peers, model_id, model_version) DO UPDATE
    SET state = 2,
        -- Nothing has changed since another computation began: both may end.
        version = portfolio_bases.version + CASE WHEN portfolio_bases.state = 2 THEN 0 ELSE 1 END,
        update_time = clock_timestamp()
    RETURNING boundary_month, peers, model_id, model_version, version
)
SELECT begun.version
FROM begun
JOIN asked USING (boundary_month, peers, model_id, model_version)
ORDER BY asked.place
