-- The objects of the service's schema by name, with the properties that matter: tables, columns, indexes,
-- constraints and sequences. The text of expressions is left out, because versions of Postgres write it
-- differently. Every role may read the catalogs used here.
WITH home AS (
    SELECT relnamespace AS oid FROM pg_class WHERE oid = to_regclass('_sqlx_migrations')
), relation AS (
    SELECT c.oid, c.relname, c.relkind FROM pg_class AS c JOIN home ON c.relnamespace = home.oid
    WHERE c.relname <> '_sqlx_migrations'
)
SELECT CASE WHEN relkind = 'S' THEN 'sequence ' ELSE 'table ' END || relname AS object, '' AS detail
FROM relation WHERE relkind IN ('r', 'p', 'S')
UNION ALL
SELECT 'column ' || relname || '.' || attname,
    format_type(atttypid, atttypmod)
    || CASE WHEN collname IN ('C', 'POSIX') THEN ' collate C' ELSE '' END
    || CASE WHEN attnotnull THEN ' not null' ELSE '' END
    || CASE WHEN atthasdef THEN ' with default' ELSE '' END
FROM relation
JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'index ' || name.relname,
    'on ' || relation.relname || ' ('
    || (SELECT string_agg(coalesce(attname, 'expression'), ', ' ORDER BY place)
        FROM unnest(indkey::smallint[]) WITH ORDINALITY AS part (number, place)
        LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = part.number)
    || ')'
    || CASE WHEN indisunique THEN ' unique' ELSE '' END
    || CASE WHEN indpred IS NOT NULL THEN ' partial' ELSE '' END
    || CASE WHEN NOT indisvalid THEN ' not valid' ELSE '' END
FROM relation
JOIN pg_index ON indrelid = relation.oid
JOIN pg_class AS name ON name.oid = indexrelid
UNION ALL
SELECT 'constraint ' || relname || '.' || conname,
    CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
        WHEN 'c' THEN 'check' ELSE 'exclusion' END
    || CASE WHEN NOT convalidated THEN ' not valid' ELSE '' END
FROM relation
JOIN pg_constraint ON conrelid = relation.oid
WHERE contype IN ('p', 'u', 'f', 'c', 'x')
ORDER BY 1
