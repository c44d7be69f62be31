//! `ListScores`: standings of all customers, filtered, ordered, page by page.

use super::Service;
use super::convert::basis::AnswerContext;
use super::convert::name::Named;
use super::convert::number::{number, points};
use super::convert::standing;
use super::convert::time::timestamp;
use super::page::{self, Position, Scope};
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::store::{Place, ScoreOrder, Standing, StandingQuery};
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::ListScoresRequest>,
) -> Result<pb::ListScoresResponse, Error> {
    let pb::ListScoresRequest {
        filter,
        order,
        page_size,
        page_token,
    } = request.into_inner();
    let filter = filter.unwrap_or_default();
    let scope = Scope::of("ListScores", &[&format!("{filter:?}"), &order.to_string()]);
    let mut check = service.check();
    let now = check.now();
    let size = page::size(&mut check, page_size, service.limits.page_size);
    let order = check.optional_one_of("order", order);
    let filter = check.at("filter", |check| standing::filter(check, filter));
    let question = size.and_then(|size| Ok((size, order?, filter?)));
    let (size, order, filter) = check.finish(question)?;
    let order = order.unwrap_or(ScoreOrder::PointsDesc);
    let after = service
        .page_key
        .open(&scope, &page_token)?
        .map(standing::place)
        .transpose()?;

    let query = StandingQuery {
        filter,
        order,
        after,
        limit: size + 1,
    };
    let standings = service.store.standings(&query).await?;
    let waiting = service.store.waiting_count().await?;

    let context = service.context(service.evaluator.question_at(now), now);
    let items = standings
        .into_iter()
        .map(|(place, standing)| (position(place), summary(&context, standing)));
    let (scores, end) = page::fill(items, size);
    Ok(pb::ListScoresResponse {
        scores,
        next_page_token: end.map_or_else(String::new, |end| service.page_key.seal(&scope, &end)),
        waiting_count: i32::try_from(waiting).unwrap_or(i32::MAX),
    })
}

pub(super) fn position(place: Place) -> Position {
    Position {
        numbers: vec![place.number],
        ids: vec![place.customer_id],
    }
}

fn summary(context: &AnswerContext, standing: Standing) -> pb::ScoreSummary {
    pb::ScoreSummary {
        customer_id: standing.customer_id,
        name: standing.name,
        points: points(standing.points),
        customer_class: standing.class.map_or(0, Named::number),
        coverage: number(standing.coverage),
        up_reason_codes: standing.up_reason_codes,
        down_reason_codes: standing.down_reason_codes,
        own_value: context.money(standing.own_value),
        contribution: context.money(standing.contribution),
        mode: standing.mode.number(),
        model_id: standing.model_id,
        model_version: standing.model_version,
        as_of_time: Some(timestamp(standing.as_of_time)),
        customer_standing: standing.customer_standing.number(),
        sentence: standing.sentence,
        own_sort: standing.own_sort.map_or(0, Named::number),
        class_by_numbers: standing.class_by_numbers.map_or(0, Named::number),
    }
}
