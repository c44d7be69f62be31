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

    /// The value kept under `key`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>, Error> {
        let kept = sqlx::query_scalar(sql::SETTING)
            .bind(key)
            .fetch_optional(self.pool());
        kept.await.map_err(read_error)
    }

    /// Keeps `value` under `key` from now on.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn put_setting(&self, key: &str, value: Value) -> Result<(), Error> {
        let key = key.to_owned();
        let put = move || {
            sqlx::query(sql::REPLACE_SETTING)
                .bind(key.clone())
                .bind(value.clone())
        };
        self.units.execute(put).await?;
        Ok(())
    }
}
