//! `GetReferralTree`: all customers below one customer, level by level.

use super::Service;
use super::convert::referral;
use super::page;
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::referrals::tree_now;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::GetReferralTreeRequest>,
) -> Result<pb::GetReferralTreeResponse, Error> {
    let pb::GetReferralTreeRequest {
        customer_id,
        options,
        max_levels,
        max_nodes,
    } = request.into_inner();
    let limits = &service.limits;
    let (depth, size) = (limits.referral_depth, limits.tree_nodes);
    let mut check = service.check();
    let now = check.now();
    let levels = check.within("max_levels", max_levels, &(0..=as_i32(depth)));
    let nodes = check.within("max_nodes", max_nodes, &(0..=as_i32(size)));
    let id = check.id("customer_id", customer_id);
    let question = service.question(&mut check, options);
    let read = id.and_then(|id| Ok((id, (levels?, nodes?), question?)));
    let (customer_id, (levels, nodes), question) = check.finish(read)?;

    let deepest = if levels == 0 {
        u32::MAX
    } else {
        levels.unsigned_abs()
    };
    let most = if nodes == 0 {
        size
    } else {
        nodes.unsigned_abs() as usize
    };
    let evaluator = &service.evaluator;
    let tree = if evaluator.is_now(question.as_of) {
        tree_now(evaluator, &customer_id, &question, (deepest, most)).await?
    } else {
        let past = &service.past;
        past.tree(&customer_id, &question, (deepest, most)).await?
    };
    let context = service.context(question, now);
    let nodes = tree.nodes.iter().map(|node| referral::node(&context, node));
    let nodes = page::first(nodes);
    Ok(pb::GetReferralTreeResponse {
        truncated: tree.truncated || nodes.len() < tree.nodes.len(),
        nodes,
        referrer_customer_id: tree.referrer.clone().unwrap_or_default(),
        basis: Some(context.basis(&tree.evaluated)),
    })
}

fn as_i32(limit: usize) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}
