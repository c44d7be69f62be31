-- Whether any migration was ever run.
SELECT to_regclass('_sqlx_migrations') IS NOT NULL
