-- How many blocks the facts fill here; none where they are spread over machines.
SELECT pg_relation_size('facts') / current_setting('block_size')::bigint
