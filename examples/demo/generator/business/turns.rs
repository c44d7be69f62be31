//! The turns of a few customers: they go quiet, stop paying, or are weaned.
use super::chance::Chance;
use super::plan::{Billing, Plan};

/// The number of customers who go quiet.
const QUIET: usize = 4;
/// The days from which some customers pay nothing. Two of them owe the firm by the end; the last has only
/// begun to.
const STOPS: [i32; 3] = [-178, -171, -100];
/// The days on which the remaining squeaky wheels are weaned, the longest customers first. The last weaning
/// is too recent to show whether it helps. Nobody has talked to the others yet.
const WEANED: [i32; 3] = [-215, -125, -34];

/// Lets a few customers go quiet. They are not the largest and brought nobody. They order a job every two
/// months and then stop, without a goodbye.
pub(super) fn set_quiet(plans: &mut [Plan], chance: &mut Chance) {
    let large = third(plans);
    let brings = |place: usize| plans.iter().any(|p| p.referrer == Some(place));
    let mut places: Vec<usize> = plans
        .iter()
        .filter(|p| p.joined < -540 && p.quality > 250 && p.fee < large)
        .filter(|p| !p.squeaky && !brings(p.place))
        .map(|p| p.place)
        .collect();
    chance.shuffle(&mut places);
    for place in places.into_iter().take(QUIET) {
        let plan = &mut plans[place];
        plan.billing = Billing::Jobs;
        plan.quiet = Some(chance.day(plan.joined + 240, -270));
    }
}

/// Lets a few customers stop paying: one of the worse ones, one whom the firm likes and its owner knows,
/// and one in between whom she does not know.
pub(super) fn set_owing(plans: &mut [Plan]) {
    let large = third(plans);
    let mut who: Vec<(i64, usize)> = plans
        .iter()
        .filter(|p| matches!(p.billing, Billing::Fixed | Billing::Hourly))
        .filter(|p| p.stays() && !p.squeaky && p.joined < -420)
        .filter(|p| p.fee < large)
        .map(|p| (p.quality, p.place))
        .collect();
    who.sort_unstable();
    let known: Vec<bool> = plans.iter().map(Plan::known_to_boss).collect();
    let parts = [(0, true), (who.len() * 2 / 3, true), (who.len() / 3, false)];
    for ((from, by_boss), day) in parts.into_iter().zip(STOPS) {
        let fits = |(_, place): &&(i64, usize)| {
            known[*place] == by_boss && plans[*place].stops_paying.is_none()
        };
        if let Some((_, place)) = who.iter().skip(from).find(fits) {
            plans[*place].stops_paying = Some(day);
        }
    }
}

/// Weans the squeaky wheels that the firm keeps.
pub(super) fn set_weaned(plans: &mut [Plan]) {
    let mut days = WEANED.into_iter();
    for plan in plans.iter_mut().filter(|p| p.squeaky && p.stays()) {
        plan.weaned = days.find(|day| plan.joined < day - 130);
    }
}

/// The fee that a third of the customers reach or exceed.
fn third(plans: &[Plan]) -> i64 {
    let mut fees: Vec<i64> = plans.iter().map(|p| p.fee).collect();
    fees.sort_unstable();
    fees.get(fees.len() * 2 / 3).copied().unwrap_or_default()
}
