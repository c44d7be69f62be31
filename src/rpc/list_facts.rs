//! `ListFacts`: facts of one customer, source or label, newest first, page by page.

use std::collections::BTreeSet;

use domain::{
    fact::{FactKey, FactKind},
    time::Time,
};
use tonic::Request;

use super::{
    Service,
    convert::{Check, Read, fact, text::ID_MAX},
    page::{self, Position, Scope},
};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{FactQuery, StoredFact},
};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::ListFactsRequest>,
) -> Result<pb::ListFactsResponse, Error> {
    let pb::ListFactsRequest {
        customer_id,
        source,
        label,
        kinds,
        include_retracted,
        page_size,
        page_token,
    } = request.into_inner();
    let mut check = service.check();
    let given = !(customer_id.is_empty() && source.is_empty() && label.is_empty());
    let any = check.at_least_one("customer_id, source and label", given);
    let customer_id = check.optional_id("customer_id", customer_id);
    let source = check.optional_id("source", source);
    let label = check.line("label", label, ID_MAX);
    let kinds = self::kinds(&mut check, &kinds);
    let size = page::size(&mut check, page_size, service.limits.page_size);
    let query = any.and_then(|()| {
        Ok(FactQuery {
            customer_id: customer_id?,
            source: source?,
            label: Some(label?).filter(|label| !label.is_empty()),
            kinds: kinds?.into_iter().collect(),
            include_retracted,
            after: None,
            limit: size? + 1,
        })
    });
    let mut query = check.finish(query)?;
    let scope = scope(&query);
    let end = service.page_key.open(&scope, &page_token)?;
    query.after = end.map(place).transpose()?;

    let size = query.limit - 1;
    let stored = service.store.facts(query).await?;

    let currency = service.reporting_currency;
    let positioned = stored
        .into_iter()
        .map(|stored| (position(&stored), fact::to_wire(stored, currency)));
    let (facts, end) = page::fill(positioned, size);
    Ok(pb::ListFactsResponse {
        facts,
        next_page_token: end.map_or_else(String::new, |end| service.page_key.seal(&scope, &end)),
    })
}

fn kinds(check: &mut Check, wire: &[i32]) -> Read<BTreeSet<FactKind>> {
    let kinds: Vec<Read<_>> = wire
        .iter()
        .enumerate()
        .map(|(index, kind)| check.one_of(&format!("kinds[{index}]"), *kind))
        .collect();
    kinds.into_iter().collect()
}

fn scope(query: &FactQuery) -> Scope {
    let kinds: Vec<String> = query
        .kinds
        .iter()
        .map(|kind| (*kind as i16).to_string())
        .collect();
    Scope::of(
        "ListFacts",
        &[
            query.customer_id.as_deref().unwrap_or_default(),
            query.source.as_deref().unwrap_or_default(),
            query.label.as_deref().unwrap_or_default(),
            &kinds.join(","),
            &query.include_retracted.to_string(),
        ],
    )
}

fn position(stored: &StoredFact) -> Position {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = stored.fact.key.clone();
    Position {
        numbers: vec![
            stored.fact.occur_time.timestamp_micros(),
            stored.recording.into(),
        ],
        ids: vec![customer_id, source, fact_id],
    }
}

fn place(position: Position) -> Result<(Time, FactKey, i16), Error> {
    let time = match position.numbers.as_slice() {
        [micros, recording] => {
            Time::from_timestamp_micros(*micros).zip(i16::try_from(*recording).ok())
        }
        _ => None,
    };
    let key = <[String; 3]>::try_from(position.ids).ok();
    let ((time, recording), [customer_id, source, fact_id]) =
        time.zip(key).ok_or(Error::InvalidPageToken)?;
    let key = FactKey {
        customer_id,
        source,
        fact_id,
    };
    Ok((time, key, recording))
}
