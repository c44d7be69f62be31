//! Announces changes of class. They are written with the standing, under the lock of its row.

use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::sql;
use domain::time::Time;
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::BTreeMap;

/// How long no facts may have come before a change of class is announced, in seconds. Otherwise an import
/// in the order of dates would announce every class on the way.
const QUIET_SECONDS: f64 = 10.0;

/// A class that has differed for this many seconds is announced even if facts keep coming.
const LONGEST_SECONDS: f64 = 300.0;

/// The cause for which a standing was updated. The order is that of the queue: facts come before the
/// others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Facts about the customer came.
    Facts,
    /// Time has passed.
    Time,
    /// Figures were published.
    Figures,
    /// Another model answers.
    Model,
}

impl Cause {
    /// The cause with this stored number.
    pub fn of(number: i16) -> Self {
        match number {
            1 => Self::Facts,
            3 => Self::Figures,
            4 => Self::Model,
            _ => Self::Time,
        }
    }

    /// Its name in the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facts => "FACTS",
            Self::Time => "TIME",
            Self::Figures => "FIGURES",
            Self::Model => "MODEL",
        }
    }

    fn number(self) -> i16 {
        match self {
            Self::Facts => 1,
            Self::Time => 2,
            Self::Figures => 3,
            Self::Model => 4,
        }
    }
}

/// The circumstances of an evaluation that made a standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Occasion {
    /// The cause.
    pub cause: Cause,
    /// The seconds since the last facts about the customer; `None` if the announcement need not wait.
    pub quiet_seconds: Option<f64>,
    /// The codes of the deciding rule and of the answers to the findings.
    pub codes: Vec<String>,
    /// Whether the customer was compared with others. A class from before the first portfolio figures is
    /// not announced.
    pub is_compared: bool,
}

impl Occasion {
    /// Whether a class that has differed for `differs_for` seconds is announced.
    fn announces(&self, differs_for: Option<f64>) -> bool {
        self.quiet_seconds
            .is_none_or(|quiet| quiet >= QUIET_SECONDS)
            || differs_for.is_some_and(|seconds| seconds >= LONGEST_SECONDS)
    }
}

/// Collects the changes of the announced classes of some standings.
#[derive(Default)]
struct Announcements {
    ids: Vec<String>,
    announce: Vec<bool>,
    change_numbers: Vec<i64>,
    changes: Vec<Value>,
    causes: Vec<Cause>,
    later: Vec<String>,
    now: Option<Time>,
}

/// Announces the classes of `ids` that differ from those announced before. Returns the cause of each
/// change.
pub(super) async fn changes(
    transaction: &mut Lent,
    ids: &[&str],
    occasions: &BTreeMap<String, Occasion>,
) -> Result<Vec<Cause>, Fault> {
    let rows = sqlx::query(sql::ANNOUNCED).bind(ids);
    let rows = rows.fetch_all(&mut *transaction).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut announcements = Announcements::default();
    for row in &rows {
        let id: String = row.try_get("customer_id")?;
        let occasion = occasions.get(&id).filter(|occasion| occasion.is_compared);
        if let Some(occasion) = occasion {
            announcements.take(id, occasion, row)?;
        }
    }
    if announcements.ids.is_empty() {
        return Ok(Vec::new());
    }
    announcements.write(transaction).await
}

impl Announcements {
    fn take(&mut self, id: String, occasion: &Occasion, row: &PgRow) -> Result<(), sqlx::Error> {
        let before: Option<i16> = row.try_get("announced_class")?;
        let class: i16 = row.try_get("customer_class")?;
        self.now = Some(row.try_get("now")?);
        let is_change = before.is_some_and(|before| before != class);
        let announce = !is_change || occasion.announces(row.try_get("differs_for")?);
        if is_change && announce {
            self.changes.push(change(&id, occasion, row)?);
            self.causes.push(occasion.cause);
        } else if is_change {
            self.later.push(id.clone());
        }
        self.ids.push(id);
        self.announce.push(announce);
        let number: i64 = row.try_get("change_number")?;
        self.change_numbers
            .push(number + i64::from(is_change && announce));
        Ok(())
    }

    async fn write(self, transaction: &mut Lent) -> Result<Vec<Cause>, Fault> {
        sqlx::query(sql::ANNOUNCE)
            .bind(self.ids)
            .bind(self.announce)
            .bind(self.change_numbers)
            .bind(self.now)
            .execute(&mut *transaction)
            .await?;
        if !self.changes.is_empty() {
            sqlx::query(sql::INSERT_CLASS_CHANGES)
                .bind(Value::from(self.changes))
                .execute(&mut *transaction)
                .await?;
        }
        if !self.later.is_empty() {
            sqlx::query(sql::MARK_LATER)
                .bind(self.later)
                .bind(QUIET_SECONDS)
                .execute(transaction)
                .await?;
        }
        Ok(self.causes)
    }
}

fn change(id: &str, occasion: &Occasion, row: &PgRow) -> Result<Value, sqlx::Error> {
    let time: Time = row.try_get("as_of_time")?;
    Ok(json!({
        "customer_id": id,
        "change_number": row.try_get::<i64, _>("change_number")? + 1,
        "from_class": row.try_get::<Option<i16>, _>("announced_class")?,
        "to_class": row.try_get::<i16, _>("customer_class")?,
        "cause": occasion.cause.number(),
        "effective_time": time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "model_id": row.try_get::<String, _>("model_id")?,
        "model_version": row.try_get::<i32, _>("model_version")?,
        "customer_revision": row.try_get::<i64, _>("customer_revision")?,
        "from_points": row.try_get::<Option<i32>, _>("announced_points")?,
        "to_points": row.try_get::<Option<i32>, _>("points")?,
        "codes": occasion.codes,
    }))
}
