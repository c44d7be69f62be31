-- The migrations that were run, each with the checksum of what was run.
SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version
