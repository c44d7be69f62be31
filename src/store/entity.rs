//! Runs the statements that SeaORM builds from the entities of `row`, and names them like the statements
//! from files.

use sea_orm::{DbBackend, FromQueryResult, QueryResult, QueryTrait};
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, IntoArguments, Postgres};

use super::Store;
use super::fault::{entity_error, read_error};
use crate::error::Error;

/// Builds `query` as the statement `name`.
pub(super) fn named(
    name: &'static str,
    query: &impl QueryTrait,
) -> Query<'static, Postgres, PgArguments> {
    let statement = query.build(DbBackend::Postgres);
    let values = statement
        .values
        .unwrap_or_else(|| sea_orm::Values(Vec::new()));
    let text = AssertSqlSafe(format!("/* {name} */\n{}", statement.sql));
    sqlx::query_with(text, SqlxValues(values).into_arguments())
}

/// Reads a row into an entity by the names of its columns. The row may come from a statement in a file too.
pub(super) fn model<M: FromQueryResult>(row: PgRow) -> Result<M, Error> {
    M::from_query_result(&QueryResult::from(row), "").map_err(|error| entity_error(&error))
}

impl Store {
    /// Runs `query` as the statement `name` and returns its rows.
    pub(super) async fn rows(
        &self,
        name: &'static str,
        query: impl QueryTrait + Send,
    ) -> Result<Vec<PgRow>, Error> {
        let rows = named(name, &query).fetch_all(self.pool());
        rows.await.map_err(read_error)
    }

    /// Like [`Self::rows`], with each row read into an entity.
    pub(super) async fn models_of<M: FromQueryResult>(
        &self,
        name: &'static str,
        query: impl QueryTrait + Send,
    ) -> Result<Vec<M>, Error> {
        let rows = self.rows(name, query).await?;
        rows.into_iter().map(model).collect()
    }
}
