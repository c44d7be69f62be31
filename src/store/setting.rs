//! What the service remembers about itself.

use super::fault::read_error;
use super::{Store, sql};
use crate::error::Error;
use serde_json::Value;

impl Store {
    /// The value kept under `key`; if there is none, `first` is kept from now on.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn setting_or(&self, key: &str, first: Value) -> Result<Value, Error> {
        let owned = key.to_owned();
        self.units
            .execute(move || {
                sqlx::query(sql::INSERT_SETTING)
                    .bind(owned.clone())
                    .bind(first.clone())
            })
            .await?;
        let kept = sqlx::query_scalar(sql::SETTING)
            .bind(key)
            .fetch_one(self.pool());
        kept.await.map_err(read_error)
    }

    /// Keeps `value` under `key`. Returns whether it was another one before.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn replace_setting(&self, key: &str, value: &Value) -> Result<bool, Error> {
        let kept: Option<Value> = sqlx::query_scalar(sql::SETTING)
            .bind(key)
            .fetch_optional(self.pool())
            .await
            .map_err(read_error)?;
        if kept.as_ref() == Some(value) {
            return Ok(false);
        }
        let (key, value) = (key.to_owned(), value.clone());
        self.units
            .execute(move || {
                sqlx::query(sql::REPLACE_SETTING)
                    .bind(key.clone())
                    .bind(value.clone())
            })
            .await?;
        Ok(true)
    }
}
