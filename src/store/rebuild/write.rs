//! Writes derived rows that were computed again.

use domain::history::FLOW_KINDS;

use super::derived::Derived;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::{keys, month, sql};

/// Replaces the stored rows of these customers by the rows that their facts give, if any.
pub(super) async fn anew(
    transaction: &mut Lent,
    folded: &[(&str, Option<&Derived>)],
) -> Result<(), Fault> {
    let wrong: Vec<&str> = folded.iter().map(|it| it.0).collect();
    let folded: Vec<(&str, &Derived)> = folded
        .iter()
        .filter_map(|(id, derived)| Some((*id, (*derived)?)))
        .collect();
    for statement in [sql::FORGET_MONTHS, sql::FORGET_INVOICES] {
        sqlx::query(statement)
            .bind(&wrong)
            .execute(&mut *transaction)
            .await?;
    }
    months(transaction, &folded).await?;
    invoices(transaction, &folded).await
}

/// Writes monthly sums.
async fn months(transaction: &mut Lent, folded: &[(&str, &Derived)]) -> Result<(), Fault> {
    let months = || {
        folded
            .iter()
            .flat_map(|(id, derived)| derived.months.iter().map(move |it| (*id, it)))
    };
    let mut add = sqlx::query(sql::ADD_TO_MONTHS)
        .bind(months().map(|it| it.0).collect::<Vec<_>>())
        .bind(
            months()
                .map(|it| month::number(*it.1.0))
                .collect::<Vec<_>>(),
        );
    for kind in 0..FLOW_KINDS {
        add = add.bind(months().map(|it| it.1.1.0[kind]).collect::<Vec<i64>>());
    }
    add.execute(transaction).await?;
    Ok(())
}

/// Writes invoice numbers.
async fn invoices(transaction: &mut Lent, folded: &[(&str, &Derived)]) -> Result<(), Fault> {
    let invoices = || folded.iter().flat_map(|it| &it.1.invoices);
    let (customer_ids, sources, fact_ids) = keys::columns(invoices().map(|it| &it.1.key));
    sqlx::query(sql::INSERT_INVOICES)
        .bind(customer_ids)
        .bind(sources)
        .bind(fact_ids)
        .bind(invoices().map(|it| it.0.as_str()).collect::<Vec<_>>())
        .bind(
            invoices()
                .map(|it| it.1.currency.as_str())
                .collect::<Vec<_>>(),
        )
        .execute(transaction)
        .await?;
    Ok(())
}
