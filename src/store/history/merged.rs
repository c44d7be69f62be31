//! Joins what was read about the ids of one customer.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event};
use domain::merges::Merges;
use domain::time::{Month, Time, add_days};

use super::{Cut, Knowledge, Loaded, Parts};

/// The day whose month `histories_now.sql` reads fact by fact, counted from the begin of a relationship.
const VERDICT_DAY: i64 = 182;

/// The histories of the customers that the ids `ids` belong to, by these ids.
pub(super) fn histories(
    ids: &[String],
    (mut parts, merges): (BTreeMap<String, Parts>, &Merges),
    knowledge: Knowledge,
) -> BTreeMap<String, Loaded> {
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, head) in merges.heads() {
        of.entry(head).or_default().push(id);
    }
    let mut loaded: BTreeMap<&str, Loaded> = BTreeMap::new();
    for head in ids.iter().map(|id| merges.head(id)) {
        let Some(mut whole) = parts.remove(head) else {
            continue;
        };
        let further = of.remove(head).unwrap_or_default();
        for id in &further {
            whole.join(parts.remove(*id).unwrap_or_default());
        }
        whole.leave_out_referrals_of(head, &further);
        if let Some(mut one) = whole.loaded(knowledge) {
            one.merged = further.into_iter().map(str::to_owned).collect();
            loaded.insert(head, one);
        }
    }
    let of_id = |id: &String| Some((id.clone(), loaded.get(merges.head(id))?.clone()));
    ids.iter().filter_map(of_id).collect()
}

/// The ids of customers with several ids that have to be read, again or for the first time: those of a customer
/// of whom an id or a month is missing. A missing month is added to `cut`.
pub(super) fn missing(
    parts: &BTreeMap<String, Parts>,
    merges: &Merges,
    (asked, cut): (&BTreeSet<String>, &mut Cut),
) -> Option<Vec<String>> {
    let all = merges.all_ids(&merges.merged().map(str::to_owned).collect());
    if !all.is_subset(asked) {
        return Some(all.into_iter().collect());
    }
    let known_by: BTreeSet<&str> = all.iter().map(|id| merges.head(id)).collect();
    let verdicts = known_by.into_iter().filter_map(|head| {
        let ids = all.iter().filter(|id| merges.head(id) == head);
        let read: Vec<&Parts> = ids.filter_map(|id| parts.get(id)).collect();
        let seen = all.iter().find_map(|id| cut.six_month_verdicts.get(id))?;
        six_month_verdict(parts.get(head)?, &read, *seen)
    });
    let months: BTreeSet<Month> = verdicts.collect();
    let months = months
        .into_iter()
        .filter(|month| !cut.months.contains(month));
    let months: Vec<Month> = months.collect();
    cut.months.extend(&months);
    (!months.is_empty()).then(|| all.into_iter().collect())
}

/// The month of day 182 after the relationship with a customer of several ids began, as seen at `seen`.
fn six_month_verdict(head: &Parts, all: &[&Parts], seen: Time) -> Option<Month> {
    let (customer, _, _) = head.customer.as_ref()?;
    let events = all.iter().flat_map(|parts| &parts.events);
    let revenue = events
        .filter(|event| event.occur_time <= seen)
        .filter_map(|event| event.body.revenue_day(event.occur_time));
    let began = customer.onboard_date.or_else(|| revenue.min())?;
    Some(Month::of(add_days(began, VERDICT_DAY)))
}

impl Parts {
    /// Adds the facts and sums of another id of the same customer.
    fn join(&mut self, other: Self) {
        for (month, flow) in other.months {
            self.months.entry(month).or_default().add(&flow);
        }
        self.events.extend(other.events);
        let next = [self.next_fact_time, other.next_fact_time];
        self.next_fact_time = next.into_iter().flatten().min();
    }

    /// Leaves out referrals of one id of the customer by another one.
    fn leave_out_referrals_of(&mut self, head: &str, further: &[&str]) {
        let is_own = |id: &str| id == head || further.contains(&id);
        self.events.retain(|Event { body, .. }| {
            !matches!(body, Body::Referral(referral) if is_own(&referral.referred_customer_id))
        });
    }
}
