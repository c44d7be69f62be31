//! Portfolio figures: each customer's share in them, and the figures as published.

mod shares;

use super::entity::{model, named};
use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::row::publication::{Column, Entity as Published, Model};
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, month, sql};
use crate::error::Error;
use domain::customer::Peers;
use domain::portfolio::{Fate, Half, Member, PortfolioFigures, Share};
use domain::time::{Day, Month, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::{Value, json};
use shares::Shares;
use sqlx::postgres::PgRow;
use sqlx::{Executor, Row};
use tokio::task::spawn_blocking;

/// Portfolio figures as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Their number.
    pub number: i64,
    /// The time from which answers use them. For reconstructed figures, the time whose knowledge they rest
    /// on.
    pub publish_time: Time,
    /// Whether they were computed later, for a question about a past time for which none were published.
    pub reconstructed: bool,
    /// The figures.
    pub figures: PortfolioFigures,
}

const HALVES: [Half; 4] = [
    Half::Unknown,
    Half::ChecksOut,
    Half::DoesNot,
    Half::NotApplicable,
];

impl Store {
    /// The current time of the clock that dates all changes.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn clock(&self) -> Result<Time, Error> {
        let clock = sqlx::query_scalar(sql::CLOCK).fetch_one(self.pool());
        clock.await.map_err(read_error)
    }

    /// The newest published figures, if their number is above `known`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn newer_publication(&self, known: i64) -> Result<Option<Publication>, Error> {
        let newest = named("newest_publication", &newest(known)).fetch_optional(self.pool());
        newest
            .await
            .map_err(read_error)?
            .map(publication)
            .transpose()
    }

    /// The figures of `boundary` that were in force at `known`. If there were none, the first ones
    /// published later.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn publication_at(
        &self,
        boundary: Month,
        known: Time,
    ) -> Result<Option<Publication>, Error> {
        let found = sqlx::query(sql::PUBLICATION_AT)
            .bind(month::number(boundary))
            .bind(known)
            .fetch_optional(self.pool());
        let found = found.await.map_err(read_error)?;
        found.map(publication).transpose()
    }

    /// Whether any customer's share has changed since `time`, or may have.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn shares_changed(&self, time: Time) -> Result<bool, Error> {
        let changed = sqlx::query_scalar(sql::SHARES_CHANGED)
            .bind(time)
            .fetch_one(self.pool());
        changed.await.map_err(read_error)
    }

    /// Computes the figures of `boundary` from all shares, and publishes them if they differ from those in
    /// force.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn publish_portfolio(&self, boundary: Month) -> Result<Option<Publication>, Error> {
        let before = self.newer_publication(0).await?;
        let is_over = |before: &Publication| before.figures.boundary() > boundary;
        if before.as_ref().is_some_and(is_over) {
            return Ok(None);
        }
        let known = before.as_ref().map_or(0, |before| before.number);
        let shares = Shares::read(self, boundary).await?;
        // For a million customers this keeps one core busy for a second.
        let computing = spawn_blocking(move || {
            let in_force = before.as_ref().map(|before| &before.figures);
            let figures = PortfolioFigures::of_all(boundary, &shares.members, in_force);
            let says_else = in_force.is_none_or(|before| figures.differ_from(before));
            says_else.then(|| (figures, shares.ranks()))
        });
        let computed = computing
            .await
            .map_err(|lost| Error::Internal(format!("portfolio figures were lost: {lost}")))?;
        let Some((figures, ranks)) = computed else {
            return Ok(None);
        };
        // The ranks are written before the figures, so that published figures always have their ranks.
        for page in ranks {
            self.units.run(BACKGROUND, page).await?;
        }
        self.units.run(BACKGROUND, Publish { known, figures }).await
    }

    /// Stores figures that were computed for a question about a past time for which none were published.
    /// They rest on what was known at `known`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn keep_reconstructed(
        &self,
        figures: PortfolioFigures,
        known: Time,
    ) -> Result<(), Error> {
        self.units
            .run(BACKGROUND, KeepReconstructed { figures, known })
            .await
    }
}

struct Publish {
    /// The number of the figures that were in force when these were computed.
    known: i64,
    figures: PortfolioFigures,
}

impl Work for Publish {
    type Output = Option<Publication>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Self::Output>, Fault> {
        transaction.execute(sql::LOCK_PUBLICATIONS).await?;
        let newer = named("newest_publication", &newest(self.known))
            .fetch_optional(&mut *transaction)
            .await?;
        if newer.is_some() {
            return Ok(Outcome::Discard(None));
        }
        let row = insert(transaction, &self.figures, None).await?;
        let Some((number, publish_time)) = row else {
            return Ok(Outcome::Discard(None));
        };
        Ok(Outcome::Keep(Some(Publication {
            number,
            publish_time,
            reconstructed: false,
            figures: self.figures.clone(),
        })))
    }
}

struct KeepReconstructed {
    figures: PortfolioFigures,
    known: Time,
}

impl Work for KeepReconstructed {
    type Output = ();

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<()>, Fault> {
        transaction.execute(sql::LOCK_PUBLICATIONS).await?;
        insert(transaction, &self.figures, Some(self.known)).await?;
        Ok(Outcome::Keep(()))
    }
}

async fn insert(
    transaction: &mut Lent,
    figures: &PortfolioFigures,
    known: Option<Time>,
) -> Result<Option<(i64, Time)>, Fault> {
    let body = serde_json::to_value(figures)
        .map_err(|error| Error::Internal(format!("portfolio figures: {error}")))?;
    let row = sqlx::query(sql::INSERT_PUBLICATION)
        .bind(month::number(figures.boundary()))
        .bind(known)
        .bind(body)
        .fetch_optional(transaction)
        .await?;
    let read = |row: PgRow| Ok((row.try_get(0)?, row.try_get(1)?));
    row.map(read).transpose()
}

/// Selects the newest published figures, if their number is above `known`.
fn newest(known: i64) -> Select<Published> {
    Published::find()
        .filter(Column::Reconstructed.eq(false))
        .filter(Column::Publication.gt(known))
        .order_by_desc(Column::Publication)
        .limit(1)
}

fn publication(row: PgRow) -> Result<Publication, Error> {
    let Model {
        publication,
        boundary_month: _,
        publish_time,
        reconstructed,
        body,
    } = model(row)?;
    let figures = serde_json::from_value(body)
        .map_err(|error| Error::Corrupt(format!("published figures: {error}")))?;
    Ok(Publication {
        number: publication,
        publish_time,
        reconstructed,
        figures,
    })
}

fn peers_number(peers: Peers) -> i16 {
    match peers {
        Peers::Invoiced => 1,
        Peers::Purchasing => 2,
    }
}

fn peers(number: i16) -> Peers {
    match number {
        2 => Peers::Purchasing,
        _ => Peers::Invoiced,
    }
}

/// A share in the form that the statement takes.
pub(super) fn share_json(id: &str, revision: i64, boundary: Month, share: &Share) -> Value {
    let half = |half: Half| HALVES.iter().position(|one| *one == half).unwrap_or(0) as i16 + 1;
    let fate = share.fate.map(|(fate, group)| {
        [
            half(fate.money),
            half(fate.owner),
            i16::from(fate.stayed),
            peers_number(group),
        ]
    });
    let bits = share.recorded.iter().enumerate();
    json!({
        "customer_id": id,
        "customer_revision": revision,
        "boundary_month": month::number(boundary),
        "peers": share.peers.map(peers_number),
        "contribution": share.contribution,
        "value": share.value,
        "revenue": share.revenue,
        "acquisition_cost": share.acquisition_cost,
        "recorded": bits.map(|(place, bit)| i16::from(*bit) << place).sum::<i16>(),
        "last_payment_date": share.last_payment.map(|day: Day| day.to_string()),
        "fate": fate,
    })
}

fn member(row: &PgRow) -> Result<Member, sqlx::Error> {
    let bits: i16 = row.try_get("recorded")?;
    let fate: Option<Vec<i16>> = row.try_get("fate")?;
    let half = |number: i16| HALVES[(number - 1).clamp(0, 3) as usize];
    let fate = fate.and_then(|numbers| match numbers.as_slice() {
        [money, owner, stayed, group] => Some((
            Fate {
                money: half(*money),
                owner: half(*owner),
                stayed: *stayed != 0,
            },
            peers(*group),
        )),
        _ => None,
    });
    Ok(Member {
        share: Share {
            peers: row.try_get::<Option<i16>, _>("peers")?.map(peers),
            contribution: row.try_get("contribution")?,
            value: row.try_get("value")?,
            revenue: row.try_get("revenue")?,
            acquisition_cost: row.try_get("acquisition_cost")?,
            recorded: [0, 1, 2, 3].map(|place| bits & (1 << place) != 0),
            last_payment: row.try_get("last_payment_date")?,
            fate,
        },
        brought: row.try_get("brought")?,
        is_referred: row.try_get("is_referred")?,
    })
}
