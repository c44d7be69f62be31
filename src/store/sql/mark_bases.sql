-- Something changed in month $1: every basis that speaks for a later month is dirty. Those that are
-- dirty already are left alone, so that writers do not queue for them. Bases are a local table, which
-- may be locked in order of its key.
WITH stale AS (
    SELECT boundary_month, peers, model_id, model_version
    FROM portfolio_bases
    WHERE boundary_month > $1 AND state <> 1
    ORDER BY boundary_month, peers, model_id, model_version
    FOR UPDATE
)
UPDATE portfolio_bases AS basis
SET state = 1, version = basis.version + 1, update_time = clock_timestamp()
FROM stale
WHERE basis.boundary_month = stale.boundary_month
  AND basis.peers = stale.peers
  AND basis.model_id = stale.model_id
  AND basis.model_version = stale.model_version
