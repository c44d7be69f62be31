-- The migrations that were run, each with the checksum of its text at that time.
SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version
