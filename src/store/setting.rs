//! Settings that the service stores about itself.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, Insert};
use serde_json::Value;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

use super::Store;
use super::entity::named;
use super::row::setting::{ActiveModel, Column, Entity, Model};
use crate::error::Error;

impl Store {
    /// The value stored under `key`. If there is none, `first` is stored and returned.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn setting_or(&self, key: &str, first: Value) -> Result<Value, Error> {
        let (owned, unset) = (key.to_owned(), first.clone());
        self.units
            .execute(move || insert(&owned, unset.clone()))
            .await?;
        Ok(self.setting(key).await?.unwrap_or(first))
    }

    /// The value stored under `key`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>, Error> {
        let kept: Vec<Model> = self.models_of("setting", Entity::find_by_id(key)).await?;
        Ok(kept.into_iter().next().map(|setting| setting.value))
    }

    /// Stores `value` under `key`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn put_setting(&self, key: &str, value: Value) -> Result<(), Error> {
        let key = key.to_owned();
        self.units
            .execute(move || replace(&key, value.clone()))
            .await?;
        Ok(())
    }
}

/// Stores `value` under `key` unless a value exists.
pub(super) fn insert(key: &str, value: Value) -> Query<'static, Postgres, PgArguments> {
    let unless = OnConflict::column(Column::Key).do_nothing().to_owned();
    named("insert_setting", &put(key, value).on_conflict(unless))
}

/// Stores `value` under `key` and replaces an existing value.
pub(super) fn replace(key: &str, value: Value) -> Query<'static, Postgres, PgArguments> {
    let instead = OnConflict::column(Column::Key)
        .update_column(Column::Value)
        .to_owned();
    named("replace_setting", &put(key, value).on_conflict(instead))
}

fn put(key: &str, value: Value) -> Insert<ActiveModel> {
    Entity::insert(ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value),
    })
}
