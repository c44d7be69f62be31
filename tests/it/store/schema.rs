//! The schema: row types and tables agree, and the tables follow the house's conventions.

use std::collections::BTreeMap;

use customer_quality::store::{MONTH_SUMS, row};
use domain::history::FlowKind;
use sea_orm::{ColumnTrait, ColumnType, EntityTrait, Iterable};
use sqlx::Row;

use crate::support::store::{TestStore, fresh_store};

/// The columns of an entity: type, and whether they may be null.
fn columns_of<E: EntityTrait>() -> (String, BTreeMap<String, (String, bool)>) {
    let table = E::default().table_name().to_owned();
    let columns = E::Column::iter().map(|column| {
        let definition = column.def();
        let name = sea_orm::Iden::unquoted(&column).to_owned();
        (
            name,
            (
                type_name(definition.get_column_type()),
                definition.is_null(),
            ),
        )
    });
    (table, columns.collect())
}

fn type_name(column_type: &ColumnType) -> String {
    let name = match column_type {
        ColumnType::Text => "text",
        ColumnType::SmallInteger => "smallint",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Date => "date",
        ColumnType::TimestampWithTimeZone => "timestamp with time zone",
        ColumnType::Boolean => "boolean",
        ColumnType::VarBinary(_) | ColumnType::Binary(_) | ColumnType::Blob => "bytea",
        ColumnType::JsonBinary => "jsonb",
        ColumnType::Array(_) => "ARRAY",
        other => panic!("{other:?} has no name here"),
    };
    name.to_owned()
}

#[tokio::test]
async fn every_row_has_the_columns_of_its_table() {
    let test = fresh_store().await;
    let rows = BTreeMap::from([
        columns_of::<row::customer::Entity>(),
        columns_of::<row::fact::Entity>(),
        columns_of::<row::hour::Entity>(),
        columns_of::<row::model::Entity>(),
        columns_of::<row::publication::Entity>(),
        columns_of::<row::retraction::Entity>(),
        columns_of::<row::setting::Entity>(),
    ]);
    let query = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES'
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
    let mut tables: BTreeMap<String, BTreeMap<String, (String, bool)>> = BTreeMap::new();
    for row in sqlx::query(query).fetch_all(&test.pool).await.unwrap() {
        tables
            .entry(row.get(0))
            .or_default()
            .insert(row.get(1), (row.get(2), row.get(3)));
    }
    tables.retain(|table, _| rows.contains_key(table));
    assert_eq!(rows, tables);
}

/// When a migration changes the schema, the file changes with it: `left` is what it should hold.
#[tokio::test]
async fn what_a_service_expects_is_what_the_migrations_make() {
    let test = fresh_store().await;
    let query = include_str!("../../../src/store/sql/schema_objects.sql");
    let mut made = String::new();
    for row in sqlx::query(query).fetch_all(&test.pool).await.unwrap() {
        let (object, detail): (String, String) = (row.get(0), row.get(1));
        let line = [object, detail].join(": ");
        made.push_str(line.trim_end_matches(": "));
        made.push('\n');
    }
    let sorted = |text: &str| -> Vec<String> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let expected = include_str!("../../../src/store/schema.txt");
    assert_eq!(
        sorted(&made),
        sorted(expected),
        "the file should be:\n{made}"
    );
}

#[tokio::test]
async fn the_months_have_a_column_for_everything_that_adds_up() {
    let test = fresh_store().await;
    let query = "SELECT column_name::text FROM information_schema.columns
                 WHERE table_name = 'customer_months' ORDER BY ordinal_position OFFSET 2";
    let columns: Vec<String> = sqlx::query_scalar(query)
        .fetch_all(&test.pool)
        .await
        .unwrap();
    assert_eq!(columns, MONTH_SUMS);
    for (kind, column) in [
        (FlowKind::PurchaseMicros, "purchase_micros"),
        (FlowKind::GiftCostMicros, "gift_cost_micros"),
        (FlowKind::SupportUnbilledSeconds, "support_unbilled_seconds"),
        (FlowKind::ReworkUnbilledSeconds, "rework_unbilled_seconds"),
        (FlowKind::EffortCount, "effort_count"),
    ] {
        assert_eq!(columns[kind as usize], column);
    }
}

async fn names(test: &TestStore, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query)
        .fetch_all(&test.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_table_and_column_says_what_it_is() {
    let test = fresh_store().await;
    let silent = names(
        &test,
        "SELECT t.relname || coalesce('.' || a.attname, '')
         FROM pg_class AS t
         JOIN pg_namespace AS n ON n.oid = t.relnamespace
         LEFT JOIN pg_attribute AS a
           ON t.relkind = 'r' AND a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE n.nspname = 'public' AND t.relkind IN ('r', 'S') AND t.relname <> '_sqlx_migrations'
           AND (obj_description(t.oid) IS NULL
                OR (a.attnum IS NOT NULL AND col_description(t.oid, a.attnum) IS NULL))",
    )
    .await;
    assert_eq!(silent, Vec::<String>::new());
}

#[tokio::test]
async fn ids_are_compared_byte_by_byte_and_times_know_their_zone() {
    let test = fresh_store().await;
    let wrong = names(
        &test,
        "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'
           AND ((column_name LIKE '%\\_id' AND collation_name IS DISTINCT FROM 'C')
                OR data_type IN ('timestamp without time zone', 'real', 'double precision',
                                 'numeric', 'json', 'character varying'))",
    )
    .await;
    assert_eq!(wrong, Vec::<String>::new());
}
