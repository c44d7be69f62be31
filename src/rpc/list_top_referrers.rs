//! `ListTopReferrers`: the customers who brought most, by published figures.

use super::Service;
use super::convert::{referral, standing, time::timestamp};
use super::list_scores::position;
use super::page::{self, Scope};
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::store::{ReferrerOrder, ReferrerQuery};
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::ListTopReferrersRequest>,
) -> Result<pb::ListTopReferrersResponse, Error> {
    let pb::ListTopReferrersRequest {
        order,
        modes,
        page_size,
        page_token,
    } = request.into_inner();
    let scope = Scope::of(
        "ListTopReferrers",
        &[&order.to_string(), &format!("{modes:?}")],
    );
    let mut check = service.check();
    let now = check.now();
    let size = page::size(&mut check, page_size, service.limits.page_size);
    let order = check.optional_one_of("order", order);
    let modes = standing::all_of(&mut check, "modes", &modes);
    let question = size.and_then(|size| Ok((size, order?, modes?)));
    let (size, order, modes) = check.finish(question)?;
    let order = order.unwrap_or(ReferrerOrder::TotalValue);
    let after = service
        .page_key
        .open(&scope, &page_token)?
        .map(standing::place)
        .transpose()?;

    let query = ReferrerQuery {
        order,
        modes,
        after,
        limit: size + 1,
    };
    let referrers = service.store.top_referrers(&query).await?;
    let times = referrers.iter().map(|row| row.referrals.publish_time);
    let in_force = service.evaluator.compared().publication;
    let publish_time = times.max().or(in_force.map(|(_, time)| time));

    let context = service.context(service.evaluator.question_at(now), now);
    let items = referrers.into_iter().map(|referrer| {
        let row = referral::top_referrer(&context, &referrer);
        (position(referrer.place), row)
    });
    let (referrers, end) = page::fill(items, size);
    Ok(pb::ListTopReferrersResponse {
        referrers,
        next_page_token: end.map_or_else(String::new, |end| service.page_key.seal(&scope, &end)),
        publish_time: publish_time.map(timestamp),
    })
}
