//! Portfolio figures: what each customer adds to them, and the figures as they were published.

use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, month, sql};
use crate::error::Error;
use domain::customer::Peers;
use domain::forest::ranks;
use domain::portfolio::{Fate, Half, Member, PortfolioFigures, Share};
use domain::time::{Day, Month, Time};
use futures::TryStreamExt;
use serde_json::{Value, json};
use sqlx::postgres::PgRow;
use sqlx::{Executor, Row};

/// Figures as they were published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Their number.
    pub number: i64,
    /// From when on answers rest on them; of reconstructed ones what was known then.
    pub publish_time: Time,
    /// Whether they were made later, for a question about a past for which none were published.
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
    /// What time it is by the clock that changes are dated by.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn clock(&self) -> Result<Time, Error> {
        let clock = sqlx::query_scalar(sql::CLOCK).fetch_one(self.pool());
        clock.await.map_err(read_error)
    }

    /// The figures published last, if they are newer than the publication of number `known`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn newer_publication(&self, known: i64) -> Result<Option<Publication>, Error> {
        let newest = sqlx::query(sql::NEWEST_PUBLICATION)
            .bind(known)
            .fetch_optional(self.pool());
        let newest = newest.await.map_err(read_error)?;
        newest.as_ref().map(publication).transpose()
    }

    /// The figures of `boundary` that were in force at `known`, else those published first afterwards.
    ///
    /// # Errors
    /// The database does not answer.
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
        found.as_ref().map(publication).transpose()
    }

    /// Whether anybody's share has changed since `time`, or may have.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn shares_changed(&self, time: Time) -> Result<bool, Error> {
        let changed = sqlx::query_scalar(sql::SHARES_CHANGED)
            .bind(time)
            .fetch_one(self.pool());
        changed.await.map_err(read_error)
    }

    /// Computes the figures of `boundary` from everybody's shares, and publishes them if they say
    /// something else than those in force.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn publish_portfolio(&self, boundary: Month) -> Result<Option<Publication>, Error> {
        self.units.run(BACKGROUND, Publish { boundary }).await
    }

    /// Keeps figures that were made for a question about a past for which none were published, as they
    /// were known at `known`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_reconstructed(
        &self,
        figures: PortfolioFigures,
        known: Time,
    ) -> Result<(), Error> {
        self.units.run(BACKGROUND, Keep { figures, known }).await
    }
}

struct Publish {
    boundary: Month,
}

impl Work for Publish {
    type Output = Option<Publication>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Self::Output>, Fault> {
        transaction.execute(sql::LOCK_PUBLICATIONS).await?;
        let before = sqlx::query(sql::NEWEST_PUBLICATION)
            .bind(0_i64)
            .fetch_optional(&mut *transaction)
            .await?;
        let before = before.as_ref().map(publication).transpose()?;
        let in_force = before.as_ref().map(|before| &before.figures);
        if in_force.is_some_and(|figures| figures.boundary() > self.boundary) {
            return Ok(Outcome::Discard(None));
        }
        let shares = Shares::read(transaction, self.boundary).await?;
        let figures = PortfolioFigures::of_all(self.boundary, &shares.members, in_force);
        if in_force.is_some_and(|before| !figures.differ_from(before)) {
            return Ok(Outcome::Discard(None));
        }
        let row = insert(transaction, &figures, None).await?;
        shares.put_ranks(transaction).await?;
        let Some((number, publish_time)) = row else {
            return Ok(Outcome::Discard(None));
        };
        Ok(Outcome::Keep(Some(Publication {
            number,
            publish_time,
            reconstructed: false,
            figures,
        })))
    }
}

struct Keep {
    figures: PortfolioFigures,
    known: Time,
}

impl Work for Keep {
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

/// Everybody who counts, and which of them brought somebody.
#[derive(Default)]
struct Shares {
    members: Vec<Member>,
    /// Places and ids.
    referrers: Vec<(usize, String)>,
}

impl Shares {
    async fn read(transaction: &mut Lent, boundary: Month) -> Result<Self, Fault> {
        let mut shares = Self::default();
        let mut rows = sqlx::query(sql::SHARES)
            .bind(month::number(boundary))
            .fetch(transaction);
        while let Some(row) = rows.try_next().await? {
            if row.try_get("is_referrer")? {
                let id = row.try_get("customer_id")?;
                shares.referrers.push((shares.members.len(), id));
            }
            shares.members.push(member(&row)?);
        }
        Ok(shares)
    }

    /// Keeps the ranks of those who brought somebody, among the customers of their group.
    async fn put_ranks(&self, transaction: &mut Lent) -> Result<(), Fault> {
        let mut ranked = vec![None; self.members.len()];
        for peers in [Peers::Invoiced, Peers::Purchasing] {
            let is_peer = |at: &usize| self.members[*at].share.peers == Some(peers);
            let group: Vec<usize> = (0..self.members.len()).filter(is_peer).collect();
            let of = |value: fn(&Member) -> i64| -> Vec<u32> {
                let values = group.iter().map(|at| value(&self.members[*at]));
                ranks(&values.collect::<Vec<i64>>())
            };
            let by_own = of(|member| member.share.revenue);
            let by_total = of(|member| member.share.value.saturating_add(member.brought));
            for (at, both) in group.iter().zip(by_own.into_iter().zip(by_total)) {
                ranked[*at] = Some((both.0 as i32, both.1 as i32, group.len() as i32));
            }
        }
        let ids: Vec<&str> = self.referrers.iter().map(|one| one.1.as_str()).collect();
        let of = |pick: fn((i32, i32, i32)) -> i32| -> Vec<Option<i32>> {
            let referrers = self.referrers.iter();
            referrers.map(|one| ranked[one.0].map(pick)).collect()
        };
        sqlx::query(sql::PUT_RANKS)
            .bind(ids)
            .bind(of(|rank| rank.0))
            .bind(of(|rank| rank.1))
            .bind(of(|rank| rank.2))
            .execute(transaction)
            .await?;
        Ok(())
    }
}

fn publication(row: &PgRow) -> Result<Publication, Error> {
    let body: Value = row.try_get("body").map_err(read_error)?;
    let figures = serde_json::from_value(body)
        .map_err(|error| Error::Corrupt(format!("published figures: {error}")))?;
    Ok(Publication {
        number: row.try_get("publication").map_err(read_error)?,
        publish_time: row.try_get("publish_time").map_err(read_error)?,
        reconstructed: row.try_get("reconstructed").map_err(read_error)?,
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

/// A share as the statement takes it.
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
