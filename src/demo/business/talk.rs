//! What the people who talk to them tell: negotiations, estimates of the wallet, words, what we did,
//! recommendations, farewells and returns.
use super::plan::{Billing, Plan};
use super::words;
use crate::demo::chance::Chance;
use crate::demo::journal::Journal;
use crate::pb::v1::{ActionKind, EndedBy, Negotiation, NegotiationMoment, VoiceKind};

const PURPOSE: u64 = 5;
const PURPOSE_WALLET: u64 = 6;
const PURPOSE_ACTIONS: u64 = 7;
const PURPOSE_REFERRALS: u64 = 8;

/// Tells all talk.
pub(super) fn tell(plan: &Plan, journal: &mut Journal) {
    negotiations(plan, journal, &mut plan.chance(PURPOSE));
    wallet(plan, journal, &mut plan.chance(PURPOSE_WALLET));
    let mut chance = plan.chance(PURPOSE_ACTIONS);
    voices(plan, journal, &mut chance);
    actions(plan, journal, &mut chance);
    farewell(plan, journal, &mut chance);
}

/// How hard the better half bargains, and how hard the worse.
pub(super) fn bargain(quality: i64, moment: NegotiationMoment, chance: &mut Chance) -> Negotiation {
    let hard = 999 - quality;
    let asked = ((hard * 28 / 10 + chance.bell() * 4 / 10).clamp(0, 4_000) / 250 * 250) as i32;
    let rounds = (1 + hard / 260 + chance.between(-1, 1)).clamp(1, 8) as i32;
    let value = ((1_700 + quality * 31 / 10 + chance.bell() / 2 + 500) / 1_000).clamp(1, 5) as i32;
    Negotiation {
        moment: moment.into(),
        discount_asked_bps: Some(asked),
        discount_granted_bps: chance.hits(800).then_some(asked / 2 / 50 * 50),
        rounds: chance.hits(900).then_some(rounds),
        value_recognition: chance.hits(850).then_some(value),
    }
}

fn negotiations(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    if chance.hits(880) {
        let first = bargain(plan.quality, NegotiationMoment::FirstDeal, chance);
        journal.negotiation(plan.joined - 12, first);
    }
    for year in 1..3 {
        let day = plan.joined + 365 * year - 20;
        if day < -2 && plan.active(day) && plan.billing != Billing::Hourly {
            let renewal = bargain(plan.quality, NegotiationMoment::Renewal, chance);
            journal.negotiation(day, renewal);
        }
    }
    for (first, _) in plan.months().skip(3) {
        if plan.quality < 330 && chance.hits(90) {
            let moment = NegotiationMoment::InvoiceQuestioned;
            journal.negotiation(first + 9, bargain(plan.quality, moment, chance));
        }
    }
}

/// Half-yearly estimates. Nobody asks the small ones as often: a gap at random, given the size.
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

fn voices(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    for (first, _) in plan.months() {
        let happy = chance.hits(plan.quality);
        let (kind, words, often) = match (happy, chance.below(3)) {
            (true, 0) => (VoiceKind::Wish, &words::WISHES, 330),
            (true, 1) => (VoiceKind::Praise, &words::PRAISE, 330),
            (_, 2) => (VoiceKind::Need, &words::NEEDS, 300),
            (true, _) | (false, 0) => (VoiceKind::Wish, &words::WISHES, 150),
            (false, _) => (VoiceKind::Complaint, &words::COMPLAINTS, 420),
        };
        if chance.hits(often) {
            let words = chance.pick(words).unwrap_or_default();
            journal.voice(first + chance.day(2, 27), kind, words);
        }
    }
}

fn actions(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    if chance.hits(650) {
        let note = ("answers within a day, invoices due in 14 days", "agreed");
        journal.action(plan.joined, ActionKind::SetExpectations, note);
    }
    for (number, (first, _)) in plan.months().enumerate() {
        let day = first + chance.day(3, 26);
        match number {
            1 if chance.hits(600) => {
                let text = chance.pick(&words::DESTINATIONS).unwrap_or_default();
                journal.action(day, ActionKind::AgreedDestination, (text, ""));
            }
            n if n % 12 == 5 && chance.hits(600) => {
                let note = ("once a year over coffee", "two pages of notes");
                journal.action(day, ActionKind::AskedWhatTheyWant, note);
            }
            n if n % 12 == 8 && plan.quality > 600 && chance.hits(500) => {
                journal.action(
                    day,
                    ActionKind::AskedForReferral,
                    ("", "will think about it"),
                );
            }
            n if n % 12 == 10 && plan.quality > 780 && chance.hits(500) => {
                journal.action(
                    day,
                    ActionKind::InvitedToTrial,
                    ("the new dashboard", "joined"),
                );
            }
            n if n % 3 == 1 => journal.action(day, ActionKind::Called, ("how is it going", "")),
            _ => {}
        }
    }
    if plan.squeaky && plan.leaving.is_none() && plan.place.is_multiple_of(2) {
        let note = (
            "answers at the agreed pace, time is billed from now on",
            "grumbled",
        );
        journal.action(-35, ActionKind::Weaned, note);
    }
}

fn farewell(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    let Some(leaving) = plan.leaving else { return };
    let reason = match leaving.by {
        EndedBy::Us => {
            let weaned = ("answers at the agreed pace, hours are billed", "no change");
            journal.action(leaving.day - 95, ActionKind::Weaned, weaned);
            let message = (
                "thanked them and named two firms that suit them better",
                "took it well",
            );
            journal.action(leaving.day - 3, ActionKind::LetGoConfirmed, message);
            "cost more than they brought, even after we reset expectations"
        }
        EndedBy::Circumstance if plan.is_person() => "moved abroad",
        EndedBy::Circumstance => "the owner retired and closed the business",
        EndedBy::Them | EndedBy::Unspecified => {
            chance.pick(&words::LEFT_BY_THEM).unwrap_or_default()
        }
    };
    journal.departure(leaving.day, leaving.by, reason);
    if let Some(back) = leaving.back {
        journal.comes_back(back, "the other one never answered");
    }
}

/// Tells whom they brought, and that we said thank you.
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
