//! The features that tables may not have when they are distributed over machines.

use std::collections::BTreeSet;

use sqlx::postgres::PgConnection;

use super::reading::{Node, Statement};
use super::rules::{Kept, TABLES, kept};

/// Rows of a table's name and what is wrong with it, for each rule about distributed tables.
const RULES: [(&str, &str); 6] = [
    (
        "SELECT t.relname::text, t.relname::text
         FROM pg_class AS t
         WHERE t.relkind IN ('r', 'p') AND t.relnamespace = 'public'::regnamespace
           AND NOT EXISTS (
               SELECT FROM pg_attribute AS a JOIN pg_collation AS c ON c.oid = a.attcollation
               WHERE a.attrelid = t.oid AND a.attname = 'customer_id' AND a.atttypid = 'text'::regtype
                 AND a.attnotnull AND c.collname = 'C')",
        "give it `customer_id text COLLATE \"C\" NOT NULL`, by which it is spread",
    ),
    (
        "SELECT t.relname::text, x.relname::text
         FROM pg_index AS i
         JOIN pg_class AS t ON t.oid = i.indrelid
         JOIN pg_class AS x ON x.oid = i.indexrelid
         LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
         WHERE (i.indisunique OR i.indisexclusion) AND a.attname IS DISTINCT FROM 'customer_id'",
        "begin the key with `customer_id`: a shard sees no other rows than its own",
    ),
    (
        "SELECT t.relname::text, c.conname::text
         FROM pg_constraint AS c JOIN pg_class AS t ON t.oid IN (c.conrelid, c.confrelid)
         WHERE c.contype = 'f'",
        "drop the foreign key: what it keeps is kept by the units of work",
    ),
    (
        "SELECT t.relname::text, g.tgname::text
         FROM pg_trigger AS g JOIN pg_class AS t ON t.oid = g.tgrelid
         WHERE NOT g.tgisinternal",
        "drop the trigger: write what it writes in the statement",
    ),
    (
        "SELECT t.relname::text, a.attname::text
         FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid
         WHERE a.attidentity <> ''",
        "take a sequence as the default: an identity counts on one machine",
    ),
    (
        "SELECT t.relname::text, a.attname::text
         FROM pg_attrdef AS d
         JOIN pg_class AS t ON t.oid = d.adrelid
         JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.adnum
         WHERE pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval%' AND a.atttypid <> 'bigint'::regtype",
        "make it a bigint: each machine counts in a range of its own, far up",
    ),
];

/// What is wrong with the schema.
pub(super) async fn faults(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let query = "SELECT relname::text FROM pg_class
                 WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace";
    let found: Vec<String> = sqlx::query_scalar(query)
        .fetch_all(&mut *connection)
        .await?;
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let named: BTreeSet<&str> = TABLES.iter().map(|(name, _)| *name).collect();
    let unnamed = found.difference(&named);
    let mut faults: Vec<String> = unnamed
        .map(|name| format!("{name}: say in TABLES whether it is distributed, reference or local"))
        .collect();
    let gone = named.difference(&found);
    faults.extend(gone.map(|name| format!("{name}: gone: take it off TABLES")));
    for (query, remedy) in RULES {
        let broken: Vec<(String, String)> =
            sqlx::query_as(query).fetch_all(&mut *connection).await?;
        let spread = broken
            .into_iter()
            .filter(|(table, _)| kept(table) == Some(Kept::Distributed));
        faults.extend(spread.map(|(table, what)| format!("{table}: `{what}`: {remedy}")));
    }
    faults.sort();
    Ok(faults)
}

/// Rule 4: a migration has no code that only the machine would have on which it runs.
pub(super) fn bodies(migration: &Statement) -> Vec<String> {
    const WORDS: [&str; 4] = ["function", "procedure", "trigger", "language"];
    let nodes = &migration.nodes;
    let named = WORDS
        .iter()
        .filter(|word| nodes.iter().any(|node| node.is(word)));
    let mut words: Vec<&str> = named.copied().collect();
    let begins = |at: usize| at == 0 || nodes[at - 1].is(";");
    let does = |(at, node): (usize, &Node)| node.is("do") && begins(at);
    words.extend(nodes.iter().enumerate().any(does).then_some("do"));
    let fault = |word| {
        let path = &migration.path;
        format!("{path}: `{word}`: write statements instead, which reach every machine")
    };
    words.into_iter().map(fault).collect()
}
