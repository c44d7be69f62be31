//! The schema as it is, compared with what this program expects: `schema.txt`, which a test holds equal to
//! what the migrations make.

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

/// Each object of the schema in a line, as `schema_objects.sql` lists them.
const EXPECTED: &str = include_str!("schema.txt");

/// So often a service that runs compares again.
const COMPARE_EVERY: Duration = Duration::from_secs(30);

/// How long comparing may take.
const COMPARE_LIMIT: Duration = Duration::from_secs(2);

/// So many differences are named; the others are counted.
const NAMED_MAX: usize = 3;

/// How a schema stands to that of this program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has this version.
    Older(i64),
    /// It is this program's, whole and unchanged.
    Same,
    /// It has this version, which this program can live with.
    Newer(i64),
}

/// When the schema was last found to be as expected.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaWatch(Arc<Mutex<Option<Instant>>>);

/// A schema as it is.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// There are tables, and no record of how they were made.
    unrecorded: bool,
    steps: BTreeMap<i64, Vec<u8>>,
    /// The oldest version whose programs can live with it.
    oldest: i64,
    objects: BTreeMap<String, String>,
    /// What the role may not do and has to.
    rights_missing: Vec<String>,
}

impl Store {
    /// Whether the schema is one that this program can live with.
    ///
    /// # Errors
    /// It is older, too new, or not whole; the text says what to do.
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

    /// [`Self::check_schema`], now and then; each time while it fails.
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

    /// How it stands to the schema of this program.
    ///
    /// # Errors
    /// It is too new, or not what the migrations make.
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

    /// The migrations up to its version that were not run, or run as something else.
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

    /// What is missing or different. Of a newer schema only tables and columns have to be there: what
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
                // One sentence about a table is enough.
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

/// The objects of the schema and what matters about each; tables first, so that what belongs to a missing
/// one is not named as well.
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

/// The first, and how many others there are.
fn some_of(all: &[String]) -> String {
    let named = all.len().min(NAMED_MAX);
    let text = all[..named].join("; ");
    match all.len() - named {
        0 => text,
        more => format!("{text}; and {more} more"),
    }
}
