//! The records of the people who talk to customers: negotiations, estimates of the wallet, recommendations,
//! departures and returns.
use super::chance::Chance;
use super::feeling::Feeling;
use super::journal::Journal;
use super::plan::{Plan, Service};
use customer_quality::pb::v1::{ActionKind, EndedBy, Negotiation, NegotiationMoment, Trait};

const PURPOSE: u64 = 5;
const PURPOSE_WALLET: u64 = 6;
const PURPOSE_FAREWELL: u64 = 7;
const PURPOSE_REFERRALS: u64 = 8;

/// Records all talks.
pub(super) fn tell(plan: &Plan, feeling: &Feeling, journal: &mut Journal) {
    negotiations(plan, feeling, journal, &mut plan.chance(PURPOSE));
    wallet(plan, journal, &mut plan.chance(PURPOSE_WALLET));
    farewell(plan, feeling, journal, &mut plan.chance(PURPOSE_FAREWELL));
}

/// How a customer bargains. A customer who finds the firm expensive asks for more discount in more rounds.
fn bargain(feeling: &Feeling, moment: NegotiationMoment, chance: &mut Chance) -> Negotiation {
    let fair = feeling.about(Trait::PaysFairPrice);
    let value = feeling.about(Trait::ValuesOurWork);
    let hard = ((5_400 - fair) * 10 / 35).clamp(0, 999);
    let asked = (hard * 23 / 10 + chance.bell() / 12).clamp(0, 4_000) / 250 * 250;
    let rounds = (1 + hard / 260 + chance.between(-1, 1)).clamp(1, 8);
    let value = ((value + chance.bell() / 5 + 500) / 1_000).clamp(1, 5);
    Negotiation {
        moment: moment.into(),
        discount_asked_bps: Some(asked as i32),
        discount_granted_bps: chance.hits(800).then_some(asked as i32 / 2 / 50 * 50),
        rounds: chance.hits(900).then_some(rounds as i32),
        value_recognition: chance.hits(850).then_some(value as i32),
    }
}

fn negotiations(plan: &Plan, feeling: &Feeling, journal: &mut Journal, chance: &mut Chance) {
    if chance.hits(880) {
        let first = bargain(feeling, NegotiationMoment::FirstDeal, chance);
        journal.negotiation(plan.joined - 12, first);
    }
    for year in 1..3 {
        let day = plan.joined + 365 * year - 20;
        if day < -2 && plan.active(day) && plan.has_price() {
            let renewal = bargain(feeling, NegotiationMoment::Renewal, chance);
            journal.negotiation(day, renewal);
        }
    }
    for (number, (first, _)) in plan.months().enumerate().skip(3) {
        let asks = feeling.about(Trait::PaysFairPrice) < 2_900 && plan.billed_before(number);
        if asks && chance.hits(170) {
            let questioned = Negotiation {
                moment: NegotiationMoment::InvoiceQuestioned.into(),
                rounds: Some(chance.between(1, 2) as i32),
                ..Negotiation::default()
            };
            journal.negotiation(first + 9, questioned);
        }
    }
}

/// Half-yearly estimates. The firm asks small customers less often: a gap at random, given the size.
fn wallet(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    let asked = if plan.size_word() == "small" || plan.is_person() {
        280
    } else {
        800
    };
    let start = (2_600 + plan.quality * 4 + chance.bell()).clamp(500, 9_500);
    let vendors = chance.between(1, 5);
    for (number, (first, _)) in plan.months().skip(1).step_by(6).enumerate() {
        if chance.hits(asked) {
            let gained = number as i64 * (plan.quality - 350) * 8 / 10;
            let share = (start + gained).clamp(300, 9_800) / 50 * 50;
            let dropped = if plan.quality > 500 {
                number as i64 / 2
            } else {
                0
            };
            let others = (vendors - dropped).max(0) as i32;
            let others = chance.hits(850).then_some(others);
            journal.wallet(first + 15, Some(share as i32), others);
        }
    }
}

fn farewell(plan: &Plan, feeling: &Feeling, journal: &mut Journal, chance: &mut Chance) {
    let Some(leaving) = plan.leaving else { return };
    let reason = match leaving.by {
        EndedBy::Us if plan.squeaky => {
            "cost more than they brought, even after we reset expectations"
        }
        EndedBy::Us => "the tone did not change, and my people come first",
        EndedBy::Circumstance if plan.is_person() => "moved abroad",
        EndedBy::Circumstance if plan.place.is_multiple_of(2) => {
            "the owner retired and closed the business"
        }
        EndedBy::Circumstance => "was bought by a group that has its own people for this",
        EndedBy::Them | EndedBy::Unspecified => left_by_them(plan, feeling, chance),
    };
    journal.departure(leaving.day, leaving.by, reason);
    if let Some(back) = leaving.back {
        journal.comes_back(back, "missed the way we work and asked to come back");
    }
}

/// The reason for leaving, as far as the firm knows.
fn left_by_them(plan: &Plan, feeling: &Feeling, chance: &mut Chance) -> &'static str {
    let mut reasons = vec!["no reason given"];
    if feeling.about(Trait::PaysFairPrice) < 3_200 {
        reasons.extend([
            "found somebody cheaper",
            "the price was too high for them in the end",
        ]);
    }
    if feeling.is_cold() {
        reasons.push("wanted to be served at any hour");
    }
    if !plan.is_person() && plan.fee >= 600 {
        reasons.push(match plan.service {
            Service::Books => "hired a bookkeeper of their own",
            Service::It => "hired somebody of their own for the computers",
            Service::Both => "bundled everything with one large supplier",
        });
    }
    if !plan.is_person() {
        reasons.push("the new managing director brought their own people");
    }
    if feeling.about(Trait::ValuesOurWork) >= 3_200 {
        reasons.push("felt that we did not call often enough");
    }
    chance.pick(&reasons).unwrap_or_default()
}

/// Records the customers they brought, and the thanks for each.
pub(super) fn tell_referrals(plan: &Plan, plans: &[Plan], journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE_REFERRALS);
    for brought in plans.iter().filter(|p| p.referrer == Some(plan.place)) {
        let anyway = chance.hits(600).then(|| chance.between(0, 12) as i32 * 500);
        journal.referral(brought.joined - chance.day(10, 24), &brought.id, anyway);
        if chance.hits(700) {
            let note = format!("for recommending us to {}", brought.part.0);
            journal.action(brought.joined + 5, ActionKind::Thanked, (&note, ""));
        }
    }
}
