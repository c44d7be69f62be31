//! Stores models as documents.

use super::fault::read_error;
use super::{Store, row, sql};
use crate::error::Error;
use domain::time::Time;
use sea_orm::{EntityTrait, QueryOrder};
use sha2::{Digest, Sha256};

/// The state of a model. The numbers are those of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum ModelState {
    /// The model answers only requests that name it.
    Draft = 1,
    /// The model answers where its condition holds.
    Active = 2,
    /// The model was active in the past.
    Retired = 3,
}

/// A model as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredModel {
    /// Its id.
    pub model_id: String,
    /// Its version.
    pub version: i32,
    /// Its state.
    pub state: ModelState,
    /// The format that its document is written in.
    pub format: i16,
    /// Its document.
    pub document: String,
    /// When it was added.
    pub create_time: Time,
    /// When it was activated, if it was.
    pub activate_time: Option<Time>,
    /// When it was retired, if it was.
    pub retire_time: Option<Time>,
}

impl Store {
    /// Adds a version of a model with its document and the document's format, unless that version exists.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn add_model(
        &self,
        model_id: &str,
        version: i32,
        state: ModelState,
        (document, format): (&str, i16),
    ) -> Result<(), Error> {
        let (model_id, document) = (model_id.to_owned(), document.to_owned());
        let hash = Sha256::digest(&document).to_vec();
        self.units
            .execute(move || {
                sqlx::query(sql::INSERT_MODEL)
                    .bind(model_id.clone())
                    .bind(version)
                    .bind(state as i16)
                    .bind(document.clone())
                    .bind(hash.clone())
                    .bind(format)
            })
            .await?;
        Ok(())
    }

    /// Values that change with every change of a model: the number of versions, the sum of their states,
    /// and the time of the last addition, activation or retirement.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn models_edition(&self) -> Result<(i64, i64, Option<Time>), Error> {
        sqlx::query_as(sql::MODELS_EDITION)
            .fetch_one(self.pool())
            .await
            .map_err(read_error)
    }

    /// All versions of all models.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn models(&self) -> Result<Vec<StoredModel>, Error> {
        let found = row::model::Entity::find()
            .order_by_asc(row::model::Column::ModelId)
            .order_by_asc(row::model::Column::Version);
        let rows: Vec<row::model::Model> = self.models_of("models", found).await?;
        rows.into_iter().map(StoredModel::try_from).collect()
    }
}

impl TryFrom<row::model::Model> for StoredModel {
    type Error = Error;

    fn try_from(row: row::model::Model) -> Result<Self, Error> {
        let row::model::Model {
            model_id,
            version,
            state: number,
            document,
            document_hash: _,
            create_time,
            activate_time,
            retire_time,
            format,
        } = row;
        Ok(Self {
            model_id,
            version,
            state: state(number)?,
            format,
            document,
            create_time,
            activate_time,
            retire_time,
        })
    }
}

fn state(number: i16) -> Result<ModelState, Error> {
    match number {
        1 => Ok(ModelState::Draft),
        2 => Ok(ModelState::Active),
        3 => Ok(ModelState::Retired),
        other => Err(Error::Corrupt(format!("a model is in state {other}"))),
    }
}
