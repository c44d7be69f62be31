//! Compares the schema of the database with the one that this program expects. The expected one is
//! `schema.txt`; a test keeps it equal to the result of the migrations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Executor, Row};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Store;
use super::migrations::{checksums, newest};
use super::not_ready::NotReady;
use super::sql;

/// One line for each object of the schema, in the form of `schema_objects.sql`.
const EXPECTED: &str = include_str!("schema.txt");

/// How often a running service compares again.
const COMPARE_EVERY: Duration = Duration::from_secs(30);

/// How long the comparison may take.
const COMPARE_LIMIT: Duration = Duration::from_secs(2);

/// The number of differences that are named; the others are only counted.
const NAMED_MAX: usize = 3;

/// The relation of a schema to that of this program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The schema has this older version.
    Older(i64),
    /// It is the schema of this program, complete and unchanged.
    Same,
    /// The schema has this newer version, and this program can use it.
    Newer(i64),
}

/// The time when the schema was last found as expected.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaWatch(Arc<Mutex<Option<Instant>>>);

/// The schema found in the database.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// There are tables, but no record of migrations.
    unrecorded: bool,
    steps: BTreeMap<i64, Vec<u8>>,
    /// The oldest version whose programs can use this schema.
    oldest: i64,
    objects: BTreeMap<String, String>,
    /// The rights that the role needs and lacks.
    rights_missing: Vec<String>,
}

impl Store {
    /// Checks that this program can use the schema.
    ///
    /// # Errors
    /// Fails if the schema is older, too new or not complete; the error gives the remedy.
    pub async fn check_schema(&self) -> Result<(), NotReady> {
        let found = self.connections.aside(COMPARE_LIMIT, |connection| {
            Box::pin(Found::read(connection))
        });
        match found.await?.standing()? {
            Standing::Older(found) => Err(NotReady::Older {
                found,
                needed: newest(),
            }),
            Standing::Same | Standing::Newer(_) => Ok(()),
        }
    }

    /// Runs [`Self::check_schema`] from time to time, and on each call while it fails.
    pub(super) async fn watch_schema(&self) -> Result<(), NotReady> {
        let mut compared = self.schema.0.lock().await;
        if compared.is_some_and(|time| time.elapsed() < COMPARE_EVERY) {
            return Ok(());
        }
        *compared = None;
        self.check_schema().await?;
        *compared = Some(Instant::now());
        Ok(())
    }
}

impl Found {
    pub(super) async fn read(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let exists = connection.fetch_one(sql::SCHEMA_EXISTS).await?;
        if !exists.try_get(0)? {
            return Ok(Self {
                unrecorded: exists.try_get(1)?,
                ..Self::default()
            });
        }
        let mut found = Self::default();
        for step in connection.fetch_all(sql::SCHEMA_STEPS).await? {
            found.steps.insert(step.try_get(0)?, step.try_get(1)?);
        }
        for object in connection.fetch_all(sql::SCHEMA_OBJECTS).await? {
            found.objects.insert(object.try_get(0)?, object.try_get(1)?);
        }
        for right in connection.fetch_all(sql::RIGHTS_MISSING).await? {
            found.rights_missing.push(right.try_get(0)?);
        }
        if found.version() > newest() {
            let oldest = connection.fetch_one(sql::OLDEST_SCHEMA).await?;
            found.oldest = oldest.try_get(0)?;
        }
        Ok(found)
    }

    /// Compares this schema with that of the program.
    ///
    /// # Errors
    /// Fails if the schema is too new or differs from the result of the migrations.
    pub(super) fn standing(&self) -> Result<Standing, NotReady> {
        if self.unrecorded {
            let words = "the table `_sqlx_migrations` is missing, and others are there";
            return Err(NotReady::Altered(words.to_owned()));
        }
        let (version, known) = (self.version(), newest());
        if version > known && known < self.oldest {
            return Err(NotReady::Newer {
                found: version,
                oldest: self.oldest,
                known,
            });
        }
        let mut wrong = self.wrong_steps();
        if version >= known {
            wrong.extend(self.wrong_objects(version > known));
        }
        if !wrong.is_empty() {
            return Err(NotReady::Altered(some_of(&wrong)));
        }
        if version >= known && !self.rights_missing.is_empty() {
            return Err(NotReady::NoRights(some_of(&self.rights_missing)));
        }
        Ok(match version {
            newer if newer > known => Standing::Newer(newer),
            older if older < known => Standing::Older(older),
            _ => Standing::Same,
        })
    }

    fn version(&self) -> i64 {
        self.steps.keys().next_back().copied().unwrap_or_default()
    }

    /// The migrations up to the schema's version that were not run or had another text when they were run.
    fn wrong_steps(&self) -> Vec<String> {
        let known = checksums().take_while(|(version, _)| *version <= self.version());
        let wrong = known.filter_map(|(version, expected)| match self.steps.get(&version) {
            None => Some(format!("migration {version} was not run")),
            Some(found) if *found != expected => Some(format!(
                "migration {version} was another one when it was run"
            )),
            Some(_) => None,
        });
        wrong.collect()
    }

    /// The objects that are missing or different. A newer schema only needs the tables and columns that
    /// this program reads and writes.
    fn wrong_objects(&self, newer: bool) -> Vec<String> {
        let mut missing_tables = BTreeSet::new();
        let mut wrong = Vec::new();
        for (object, detail) in expected() {
            let Some((kind, name)) = object.split_once(' ') else {
                continue;
            };
            if newer && !matches!(kind, "table" | "column") {
                continue;
            }
            match self.objects.get(object) {
                None if kind == "table" => {
                    missing_tables.insert(name);
                    wrong.push(format!("the table `{name}` is missing"));
                }
                // A missing table is reported once, without its columns and indexes.
                None if missing_tables.contains(table_of(kind, name, detail)) => {}
                None => wrong.push(format!("the {kind} `{name}` is missing")),
                Some(found) if newer || found == detail => {}
                Some(found) => wrong.push(format!(
                    "the {kind} `{name}` is `{found}` and should be `{detail}`"
                )),
            }
        }
        wrong
    }
}

/// The expected objects and their properties. Tables come first, so that the objects of a missing table are
/// not reported as well.
fn expected() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = || {
        EXPECTED
            .lines()
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
    };
    let is_table = |object: &str| object.starts_with("table ");
    let tables = all().filter(move |(object, _)| is_table(object));
    tables.chain(all().filter(move |(object, _)| !is_table(object)))
}

/// The table that an object belongs to.
fn table_of<'a>(kind: &str, name: &'a str, detail: &'a str) -> &'a str {
    let of_index = || detail.strip_prefix("on ")?.split(' ').next();
    match kind {
        "index" => of_index().unwrap_or_default(),
        _ => name.split('.').next().unwrap_or_default(),
    }
}

/// The first differences, and the number of the others.
fn some_of(all: &[String]) -> String {
    let named = all.len().min(NAMED_MAX);
    let text = all[..named].join("; ");
    match all.len() - named {
        0 => text,
        more => format!("{text}; and {more} more"),
    }
}
