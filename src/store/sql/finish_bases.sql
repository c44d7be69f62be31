UPDATE portfolio_bases AS basis
SET state = 3, body = done.body, update_time = clock_timestamp()
FROM unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[], $5::bigint[], $6::jsonb[])
    AS done (boundary_month, peers, model_id, model_version, version, body)
WHERE basis.boundary_month = done.boundary_month
    AND basis.peers = done.peers
    AND basis.model_id = done.model_id
    AND basis.model_version = done.model_version
    AND basis.version = done.version
    AND basis.state = 2
