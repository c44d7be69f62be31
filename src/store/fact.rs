//! Reads facts from rows and lists them.

use std::collections::BTreeSet;

use domain::fact::{Body, Fact, FactKey, FactKind, Retraction};
use domain::money::Currency;
use domain::time::Time;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, RelationDef,
};
use sqlx::postgres::PgRow;
use sqlx::{Row, ValueRef};

use super::fault::{entity_error, unreadable};
use super::row::{fact, retraction};
use super::{Store, month};
use crate::error::Error;

/// The number of the invoice that a fact is or concerns, and the currency of its amount, if it has one.
pub(super) fn invoice_of(body: &Body) -> Option<(&str, Option<Currency>)> {
    let (invoice_id, amount) = match body {
        Body::Invoice(invoice) => (&invoice.invoice_id, Some(invoice.amount)),
        Body::Payment(payment) => (&payment.invoice_id, Some(payment.amount)),
        Body::PaymentReturn(back) => (&back.invoice_id, Some(back.amount)),
        Body::CreditNote(credit) => (credit.invoice_id.as_ref()?, Some(credit.amount)),
        Body::InvoiceVoid(void) => (&void.invoice_id, None),
        _ => return None,
    };
    Some((invoice_id, amount.map(|amount| amount.currency)))
}

/// The error for a fact that cannot be read. Such a fact is never skipped.
pub(super) fn corrupt(key: &FactKey, why: &str) -> Error {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = key;
    Error::Corrupt(format!(
        "fact `{fact_id}` from `{source}` of customer `{customer_id}`: {why}"
    ))
}

/// Reads a body from its column.
pub(super) fn read_body(row: &PgRow, column: usize) -> Result<Body, String> {
    let value = row.try_get_raw(column).map_err(|error| error.to_string())?;
    if value.is_null() {
        return Err("it has no body".to_owned());
    }
    let bytes = value.as_bytes().map_err(|error| error.to_string())?;
    // The binary form of jsonb is one version byte followed by the text.
    match bytes.split_first() {
        Some((1, text)) => serde_json::from_slice(text).map_err(|error| unreadable(&error)),
        _ => Err("its body is in an unknown format".to_owned()),
    }
}

/// A body as the text that its column takes.
pub(super) fn body_text(body: &Body) -> Result<String, Error> {
    serde_json::to_string(body).map_err(|error| Error::Internal(format!("a body: {error}")))
}

/// A fact as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFact {
    /// The fact.
    pub fact: Fact,
    /// The number of this recording under its key, from 1 on.
    pub recording: i16,
    /// When it was recorded.
    pub record_time: Time,
    /// Its retraction and the time at which that was recorded.
    pub retraction: Option<(Retraction, Time)>,
}

/// Selects facts; all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct FactQuery {
    /// Only facts of this customer, under all ids of theirs.
    pub customer_id: Option<String>,
    /// Only facts from this source.
    pub source: Option<String>,
    /// Only facts with this label.
    pub label: Option<String>,
    /// Only facts of these kinds; empty means all kinds.
    pub kinds: Vec<FactKind>,
    /// Whether to list retracted facts as well.
    pub include_retracted: bool,
    /// Only facts after this one in the order of the list.
    pub after: Option<(Time, FactKey, i16)>,
    /// The maximum number of facts.
    pub limit: u32,
}

impl Store {
    /// Lists facts by `occur_time`, the newest first, then by key and recording.
    ///
    /// # Errors
    /// Fails if the database does not answer or holds unreadable data.
    pub async fn facts(&self, query: FactQuery) -> Result<Vec<StoredFact>, Error> {
        use fact::Column::{CustomerId, FactId, Kind, Label, Month, OccurTime, Recording, Source};
        let of_customer = query.customer_id.is_some();
        let mut found = fact::Entity::find()
            .join(JoinType::LeftJoin, retraction_of_fact())
            .select_also(retraction::Entity);
        if let Some(id) = query.customer_id {
            let merges = self.merges(std::slice::from_ref(&id)).await?;
            let ids = merges.all_ids(&BTreeSet::from([id]));
            found = found.filter(CustomerId.is_in(ids));
        }
        for (column, wanted) in [(Source, query.source), (Label, query.label)] {
            if let Some(wanted) = wanted {
                found = found.filter(column.eq(wanted));
            }
        }
        if !query.kinds.is_empty() {
            found = found.filter(Kind.is_in(query.kinds.iter().map(|kind| *kind as i16)));
        }
        if !query.include_retracted {
            found = found.filter(retraction::Column::FactId.is_null());
        }
        if let Some((time, key, recording)) = query.after {
            let last = [
                (
                    Month,
                    Expr::value(month::number(domain::time::Month::at(time))),
                ),
                (OccurTime, Expr::value(time)),
                (CustomerId, Expr::value(key.customer_id)),
                (Source, Expr::value(key.source)),
                (FactId, Expr::value(key.fact_id)),
                (Recording, Expr::value(recording)),
            ];
            let last = &last[usize::from(!of_customer)..];
            let columns = last
                .iter()
                .map(|(column, _)| Expr::col(column.as_column_ref()));
            let values = last.iter().map(|(_, value)| value.clone());
            found = found.filter(Expr::tuple(columns).lt(Expr::tuple(values)));
        }
        // The order by time is an order by month too. Naming the month lets Postgres use the index of a
        // customer's facts, which has the month before the time.
        if of_customer {
            found = found.order_by_desc(Month);
        }
        for column in [OccurTime, CustomerId, Source, FactId, Recording] {
            found = found.order_by_desc(column);
        }
        let found = found.limit(u64::from(query.limit));
        let rows = self.rows("facts", found).await?;
        let pair = |row: PgRow| -> Result<_, DbErr> {
            let row = QueryResult::from(row);
            let fact = fact::Model::from_query_result(&row, "A_")?;
            Ok((
                fact,
                retraction::Model::from_query_result_optional(&row, "B_")?,
            ))
        };
        let pairs = rows.into_iter().map(pair);
        pairs
            .map(|pair| stored(pair.map_err(|error| entity_error(&error))?))
            .collect()
    }
}

fn retraction_of_fact() -> RelationDef {
    use fact::Column as F;
    use retraction::Column as R;
    fact::Entity::belongs_to(retraction::Entity)
        .from((F::CustomerId, F::Source, F::FactId, F::Recording))
        .to((R::CustomerId, R::Source, R::FactId, R::Recording))
        .into()
}

fn stored(
    (fact, retraction): (fact::Model, Option<retraction::Model>),
) -> Result<StoredFact, Error> {
    let key = FactKey {
        customer_id: fact.customer_id,
        source: fact.source,
        fact_id: fact.fact_id,
    };
    let body: Body =
        serde_json::from_value(fact.body).map_err(|why| corrupt(&key, &unreadable(&why)))?;
    if body.kind() as i16 != fact.kind {
        return Err(corrupt(&key, "its body is of another kind"));
    }
    let retraction = retraction.map(|row| {
        let key = key.clone();
        (
            Retraction {
                key,
                reason: row.reason,
                author: row.author,
            },
            row.record_time,
        )
    });
    Ok(StoredFact {
        recording: fact.recording,
        record_time: fact.record_time,
        retraction,
        fact: Fact {
            key,
            occur_time: fact.occur_time,
            source_record_time: fact.source_record_time,
            author: fact.author,
            label: fact.label,
            body,
        },
    })
}
