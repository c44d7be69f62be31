//! Scoring models as they are stored: documents with a state.

use domain::time::Time;
use sea_orm::{EntityTrait, QueryOrder};
use sha2::{Digest, Sha256};

use super::fault::entity_error;
use super::{Store, row, sql};
use crate::error::Error;

/// Whether a version of a model is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelState {
    /// Told, and not in use.
    Draft,
    /// In use.
    Active,
    /// No longer in use.
    Retired,
}

/// A version of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredModel {
    /// The model.
    pub model_id: String,
    /// Its version, from 1.
    pub version: i32,
    /// Whether it is in use.
    pub state: ModelState,
    /// The document as it was told.
    pub document: String,
    /// When it was told.
    pub create_time: Time,
    /// When it was activated, if it was.
    pub activate_time: Option<Time>,
    /// When it was retired, if it was.
    pub retire_time: Option<Time>,
}

impl Store {
    /// Keeps a version of a model, unless it is there. Returns whether it was new.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn insert_model_if_absent(
        &self,
        model_id: &str,
        version: i32,
        state: ModelState,
        document: &str,
    ) -> Result<bool, Error> {
        let (model_id, document) = (model_id.to_owned(), document.to_owned());
        let insert = move || {
            sqlx::query(sql::INSERT_MODEL_IF_ABSENT)
                .bind(model_id.clone())
                .bind(version)
                .bind(state_number(state))
                .bind(document.clone())
                .bind(Sha256::digest(&document).to_vec())
        };
        Ok(!self.units.execute(insert).await?.is_empty())
    }

    /// All versions of all models, by id and version.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn models(&self) -> Result<Vec<StoredModel>, Error> {
        let found = row::model::Entity::find()
            .order_by_asc(row::model::Column::ModelId)
            .order_by_asc(row::model::Column::Version)
            .all(&self.rows)
            .await;
        found
            .map_err(entity_error)?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }
}

fn state_number(state: ModelState) -> i16 {
    match state {
        ModelState::Draft => 1,
        ModelState::Active => 2,
        ModelState::Retired => 3,
    }
}

impl TryFrom<row::model::Model> for StoredModel {
    type Error = Error;

    fn try_from(row: row::model::Model) -> Result<Self, Error> {
        let corrupt = |what: &str| {
            Error::Corrupt(format!(
                "model `{}` version {}: {what}",
                row.model_id, row.version
            ))
        };
        if row.document_hash != Sha256::digest(&row.document).as_slice() {
            return Err(corrupt("the document is not the one that was told"));
        }
        let state = match row.state {
            1 => ModelState::Draft,
            2 => ModelState::Active,
            3 => ModelState::Retired,
            other => return Err(corrupt(&format!("state {other}"))),
        };
        Ok(Self {
            state,
            model_id: row.model_id,
            version: row.version,
            document: row.document,
            create_time: row.create_time,
            activate_time: row.activate_time,
            retire_time: row.retire_time,
        })
    }
}
