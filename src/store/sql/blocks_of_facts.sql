-- The number of blocks that the table of facts fills on this server; 0 where Citus has distributed it.
SELECT pg_relation_size('facts') / current_setting('block_size')::bigint
