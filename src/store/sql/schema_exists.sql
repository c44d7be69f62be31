-- Whether any migration was ever run, and whether the tables of the service exist.
SELECT to_regclass('_sqlx_migrations') IS NOT NULL,
    to_regclass('customers') IS NOT NULL AND to_regclass('facts') IS NOT NULL
