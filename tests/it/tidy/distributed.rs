//! The rules for a database that is distributed over machines by `customer_id` (Citus, `docs/scaling.md`).
//! They check the schema and the statements without such a database. Each rule names its violations, and
//! `planted.rs` plants a violation of each.

mod planted;
mod reading;
mod rules;
mod schema;
mod statements;

use std::collections::BTreeSet;
use std::fs;

use super::reading::files;
use super::{Read, report};
use crate::support::store::fresh_store;
use reading::Statement;
use rules::{EXCEPTED, Kept, MARKS, TABLES, kept};

#[tokio::test]
async fn the_schema_can_be_spread_by_customer() -> Read<()> {
    let test = fresh_store().await;
    report(schema::faults(&mut *test.pool.acquire().await?).await?);
    Ok(())
}

#[test]
fn migrations_hold_nothing_that_one_machine_alone_would_have() -> Read<()> {
    let mut faults = Vec::new();
    for (path, text) in files("migrations", "sql")? {
        // Those before can only have been run before any table was spread.
        if path.as_str() >= "migrations/0007" {
            faults.extend(schema::bodies(&Statement::read(&path, &text)));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_statement_is_one_that_a_spread_database_takes() -> Read<()> {
    let mut faults = Vec::new();
    let mut excepted: BTreeSet<&str> = EXCEPTED.iter().copied().collect();
    let of_one = of_one()?;
    for (path, text) in files("src/store/sql", "sql")? {
        let statement = Statement::read(&path, &text);
        let mut found = statements::faults(&statement);
        if of_one.contains(&path) {
            found.extend(statements::not_of_one(&statement));
        }
        if found.is_empty() || !excepted.remove(path.as_str()) {
            faults.extend(found);
        }
    }
    let stale = excepted.iter();
    faults.extend(stale.map(|path| format!("{path}: gone or cured: take it off EXCEPTED")));
    report(faults);
    Ok(())
}

/// The files of the statements that `src/store/sql.rs` makes statements about one customer of.
fn of_one() -> Read<BTreeSet<String>> {
    let text = fs::read_to_string("src/store/sql.rs")?;
    let uses = text.split("of_one(").skip(1);
    let names = uses.filter_map(|rest| rest.split_once(')').map(|(name, _)| name));
    let files: BTreeSet<String> = names
        .filter_map(|name| text.split_once(&format!(" {name} = \"")))
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(file, _)| format!("src/store/sql/{file}.sql"))
        .collect();
    assert!(!files.is_empty(), "src/store/sql.rs: who is `of_one` for?");
    Ok(files)
}

#[test]
fn a_queue_is_spread_like_what_it_marks() {
    report(queues(MARKS));
}

/// Rule 7: whoever sees a mark sees what it stands for.
fn queues(marks: &[(&str, &str)]) -> Vec<String> {
    let apart = marks.iter().filter(|(queue, of)| kept(queue) != kept(of));
    let mut faults: Vec<String> = apart
        .map(|(queue, of)| {
            format!("{queue}: keep it like `{of}`, or a mark is seen before what it marks")
        })
        .collect();
    let is_queue = |name: &&str| name.ends_with("_queue") || name.starts_with("dirty_");
    let all = TABLES.iter().map(|(name, _)| *name).filter(is_queue);
    let unnamed = all.filter(|name| marks.iter().all(|(queue, _)| queue != name));
    faults.extend(unnamed.map(|name| format!("{name}: say in MARKS what it marks")));
    faults
}

#[test]
fn the_documentation_spreads_the_tables_that_are_to_be_spread() -> Read<()> {
    let text = fs::read_to_string("docs/scaling.md")?;
    let (_, rest) = text.split_once("ARRAY[").ok_or("no array of tables")?;
    let (names, _) = rest.split_once(']').ok_or("no end of the array")?;
    let said: BTreeSet<&str> = names.split('\'').skip(1).step_by(2).collect();
    let of = |kind: Kept| {
        let of_kind = TABLES.iter().filter(move |(_, found)| *found == kind);
        of_kind.map(|(name, _)| *name)
    };
    assert_eq!(
        said,
        of(Kept::Distributed).collect(),
        "docs/scaling.md: the tables of create_distributed_table are those of TABLES"
    );
    for name in of(Kept::Reference) {
        let call = format!("create_reference_table('{name}')");
        assert!(text.contains(&call), "docs/scaling.md: add {call}");
    }
    Ok(())
}
