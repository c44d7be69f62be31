//! Decides which customers leave, and when. The planted effects give the number that leaves from each
//! group. Chance decides only the customers and the days.
use super::chance::Chance;
use super::plan::{Billing, Plan};
use customer_quality::pb::v1::EndedBy;
use std::cmp::Reverse;

/// The number of leavers in a thousand: for customers who recommend the firm, and for the others.
const LEAVE: (usize, usize) = (70, 190);
/// The hazard while the referrer is a customer, in thousandths of the normal hazard.
const HAZARD: i64 = 800;
/// The fewest days from joining to leaving.
const EARLIEST: i32 = 240;
/// The last day on which somebody leaves.
const LATEST: i32 = -40;

/// How a customer leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    /// The first day without them.
    pub(super) day: i32,
    /// The side that ended it.
    pub(super) by: EndedBy,
    /// The day on which they came back, if they did.
    pub(super) back: Option<i32>,
}

/// Decides which customers leave.
pub(super) fn set_leaving(plans: &mut [Plan], chance: &mut Chance) {
    let referrers: Vec<usize> = plans.iter().filter_map(|p| p.referrer).collect();
    let recommends = |place: usize| referrers.contains(&place);
    let count = plans.iter().filter(|p| recommends(p.place)).count();
    let recommending = (count * LEAVE.0 + 500) / 1_000;
    let silent = ((plans.len() - count) * LEAVE.1 + 500) / 1_000;
    let covered = covered_share(plans, recommending + silent);
    let covered_recommending = (recommending * covered + 500) / 1_000;
    let covered_silent = ((recommending + silent) * covered + 500) / 1_000 - covered_recommending;
    let groups = [
        (true, false, recommending - covered_recommending),
        (false, false, silent - covered_silent),
        (true, true, covered_recommending),
        (false, true, covered_silent),
    ];
    for (recommending, covered, count) in groups {
        let fits =
            |p: &Plan| recommends(p.place) == recommending && p.referrer.is_some() == covered;
        let who = candidates(plans, &fits, chance);
        leave(plans, &who[..count.min(who.len())], EndedBy::Them, chance);
    }
    let mut worst = candidates(plans, &|p: &Plan| p.quality < 420, chance);
    worst.sort_by_key(|place| !plans[*place].squeaky);
    leave(plans, &worst[..worst.len().min(2)], EndedBy::Us, chance);
    let unlucky = candidates(plans, &|p: &Plan| !p.squeaky, chance);
    leave(
        plans,
        &unlucky[..unlucky.len().min(2)],
        EndedBy::Circumstance,
        chance,
    );
    one_returns(plans);
}

/// The share of leavers whose referrer is a customer, in thousandths. It gives the hazards the planted
/// ratio.
fn covered_share(plans: &[Plan], leavers: usize) -> usize {
    let days = |p: &&Plan| i64::from(-p.joined);
    let covered: i64 = plans
        .iter()
        .filter(|p| p.referrer.is_some())
        .map(|p| days(&p))
        .sum();
    let others: i64 = plans
        .iter()
        .filter(|p| p.referrer.is_none())
        .map(|p| days(&p))
        .sum();
    let weight = covered * HAZARD / 1_000;
    let exact = weight * 1_000 / (weight + others).max(1);
    // Rounds to whole people.
    let people = (exact * leavers as i64 + 500) / 1_000;
    (people * 1_000 / leavers.max(1) as i64) as usize
}

/// The customers who may leave, in random order. Each is old enough and stays so far, was brought by a
/// customer who stays, and brought nobody who leaves.
fn candidates(plans: &[Plan], fits: &dyn Fn(&Plan) -> bool, chance: &mut Chance) -> Vec<usize> {
    let stays = |place: usize| plans[place].stays();
    let keeps = |place: usize| {
        plans
            .iter()
            .all(|brought| brought.referrer != Some(place) || brought.leaving.is_none())
    };
    let mut who: Vec<usize> = plans
        .iter()
        .filter(|p| fits(p) && stays(p.place) && keeps(p.place) && p.referrer.is_none_or(stays))
        .filter(|p| span(plans, p).is_some())
        .map(|p| p.place)
        .collect();
    chance.shuffle(&mut who);
    who
}

/// The first and the last day on which they may leave, both included. They leave after everyone they
/// brought has joined, and at the end of a paid year.
fn span(plans: &[Plan], plan: &Plan) -> Option<(i32, i32)> {
    let last_brought = plans
        .iter()
        .filter(|p| p.referrer == Some(plan.place))
        .map(|p| p.joined);
    let first = (plan.joined + EARLIEST).max(last_brought.max().unwrap_or(i32::MIN) + 30);
    if plan.billing == Billing::Yearly {
        let year_end = plan.joined + (first - plan.joined + 364) / 365 * 365;
        return (year_end <= LATEST).then_some((year_end, year_end));
    }
    (first <= LATEST - 60).then_some((first, LATEST))
}

fn leave(plans: &mut [Plan], who: &[usize], by: EndedBy, chance: &mut Chance) {
    for place in who {
        if let Some((first, last)) = span(plans, &plans[*place]) {
            let day = chance.day(first, last);
            plans[*place].leaving = Some(Leaving {
                day,
                by,
                back: None,
            });
        }
    }
}

/// The first customer who left of their own accord comes back after five months.
fn one_returns(plans: &mut [Plan]) {
    let by_them = |p: &&mut Plan| p.leaving.is_some_and(|l| l.by == EndedBy::Them);
    let first = plans
        .iter_mut()
        .filter(by_them)
        .max_by_key(|p| Reverse(p.leaving.map(|l| l.day)));
    if let Some(Leaving { day, back, .. }) = first.and_then(|p| p.leaving.as_mut()) {
        *back = (*day + 150 < 0).then_some(*day + 150);
    }
}
