//! Writes standings, each customer's share in the portfolio figures, and changes of class.

use super::announce::{self, Occasion};
use super::{class_number, mode_number, stands_number};
use crate::error::Error;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::portfolio::share_json;
use crate::store::unit::{BACKGROUND, Outcome, Work};
use crate::store::{Store, month, sql};
use domain::class::Class;
use domain::customer::{Mode, Standing as CustomerStanding};
use domain::portfolio::Share;
use domain::ratio::Ppm;
use domain::time::{Month, Time};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A standing to be stored.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "documented at the columns of `standings`")]
pub struct NewStanding {
    pub customer_id: String,
    pub model_id: String,
    pub model_version: i32,
    pub mode: Mode,
    pub customer_standing: CustomerStanding,
    pub class: Option<Class>,
    pub sentence: String,
    pub own_sort: Option<Class>,
    pub class_by_numbers: Option<Class>,
    pub points: Option<i64>,
    pub coverage: i64,
    pub up_reason_codes: Vec<String>,
    pub down_reason_codes: Vec<String>,
    pub own_value: i64,
    pub own_revenue: i64,
    pub contribution: i64,
    pub is_billed: bool,
    pub pays_their_way: bool,
    pub passed_up: Ppm,
    pub as_of_time: Time,
    pub customer_revision: i64,
    pub basis_month: Month,
    pub next_fact_time: Option<Time>,
    /// The customer's share in the portfolio figures and its month; `None` if the share cannot have
    /// changed.
    pub share: Option<(Month, Share)>,
    /// The circumstances of the evaluation that made it.
    pub occasion: Occasion,
}

impl Store {
    /// Stores standings with their shares and changes of class in one transaction, and removes those of the ids
    /// `gone`, which are not customers of their own any more. A standing older than
    /// the stored one changes nothing. Only referrals that occurred by `now` count. Returns the cause of
    /// each announced change of class.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn put_standings(
        &self,
        (standings, gone): (Vec<NewStanding>, Vec<String>),
        now: Time,
    ) -> Result<Vec<announce::Cause>, Error> {
        if standings.is_empty() && gone.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Value> = standings.iter().map(as_json).collect();
        let shares: Vec<Value> = standings.iter().filter_map(share).collect();
        let occasions = standings
            .into_iter()
            .map(|standing| (standing.customer_id, standing.occasion))
            .collect();
        let put = Put {
            rows: rows.into(),
            shares: shares.into(),
            occasions,
            gone,
            now,
        };
        self.units.run(BACKGROUND, put).await
    }
}

struct Put {
    rows: Value,
    shares: Value,
    occasions: BTreeMap<String, Occasion>,
    gone: Vec<String>,
    now: Time,
}

impl Work for Put {
    type Output = Vec<announce::Cause>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Self::Output>, Fault> {
        sqlx::query(sql::PUT_STANDINGS)
            .bind(&self.rows)
            .execute(&mut *transaction)
            .await?;
        if self
            .shares
            .as_array()
            .is_some_and(|shares| !shares.is_empty())
        {
            sqlx::query(sql::PUT_SHARES)
                .bind(&self.shares)
                .execute(&mut *transaction)
                .await?;
        }
        if !self.gone.is_empty() {
            for statement in [sql::FORGET_STANDINGS, sql::EMPTY_SHARES] {
                let forget = sqlx::query(statement).bind(&self.gone);
                forget.execute(&mut *transaction).await?;
            }
        }
        let ids: Vec<&str> = self.occasions.keys().map(String::as_str).collect();
        let gone = self.gone.iter().map(String::as_str);
        sqlx::query(sql::QUEUE_REFERRALS)
            .bind(ids.iter().copied().chain(gone).collect::<Vec<_>>())
            .bind(self.now)
            .execute(&mut *transaction)
            .await?;
        let announced = announce::changes(transaction, &ids, &self.occasions).await?;
        Ok(Outcome::Keep(announced))
    }
}

fn share(standing: &NewStanding) -> Option<Value> {
    let (boundary, share) = standing.share.as_ref()?;
    let id = &standing.customer_id;
    Some(share_json(id, standing.customer_revision, *boundary, share))
}

fn as_json(standing: &NewStanding) -> Value {
    let time = |time: Time| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    json!({
        "customer_id": standing.customer_id,
        "model_id": standing.model_id,
        "model_version": standing.model_version,
        "mode": mode_number(standing.mode),
        "customer_standing": stands_number(standing.customer_standing),
        "customer_class": standing.class.map_or(0, class_number),
        "sentence": standing.sentence,
        "own_sort": standing.own_sort.map(class_number),
        "class_by_numbers": standing.class_by_numbers.map(class_number),
        "points": standing.points,
        "coverage_ppm": standing.coverage,
        "up_reason_codes": standing.up_reason_codes,
        "down_reason_codes": standing.down_reason_codes,
        "own_value": standing.own_value,
        "own_revenue": standing.own_revenue,
        "contribution": standing.contribution,
        "is_billed": standing.is_billed,
        "pays_their_way": standing.pays_their_way,
        "passed_up_ppm": standing.passed_up,
        "as_of_time": time(standing.as_of_time),
        "customer_revision": standing.customer_revision,
        "basis_month": month::number(standing.basis_month),
        "next_fact_time": standing.next_fact_time.map(time),
        "is_compared": standing.occasion.is_compared,
    })
}
