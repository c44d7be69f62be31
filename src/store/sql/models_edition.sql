SELECT count(*), coalesce(sum(state), 0)::bigint, max(greatest(create_time, activate_time, retire_time))
FROM models
