//! What the service has to remember about itself.

use sea_orm::EntityTrait;
use serde_json::Value;

use super::fault::{entity_error, read_error};
use super::{Store, row, sql};
use crate::error::Error;
use sqlx::Row;

impl Store {
    /// A setting, if it was ever put.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>, Error> {
        let found = row::setting::Entity::find_by_id(key).one(&self.rows).await;
        Ok(found.map_err(entity_error)?.map(|row| row.value))
    }

    /// Puts a setting, whatever it was before.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn put_setting(&self, key: &str, value: Value) -> Result<(), Error> {
        let key = key.to_owned();
        let put = move || {
            sqlx::query(sql::PUT_SETTING)
                .bind(key.clone())
                .bind(value.clone())
        };
        self.units.execute(put).await.map(|_| ())
    }

    /// Puts a setting unless it was put before. Returns the one that holds: of any number who put it
    /// first at the same time, all get the same.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn put_setting_if_absent(&self, key: &str, value: Value) -> Result<Value, Error> {
        let key = key.to_owned();
        let put = move || {
            sqlx::query(sql::PUT_SETTING_IF_ABSENT)
                .bind(key.clone())
                .bind(value.clone())
        };
        let rows = self.units.execute(put).await?;
        let row = rows
            .first()
            .ok_or_else(|| Error::Internal("no setting".to_owned()))?;
        row.try_get(0).map_err(read_error)
    }
}
