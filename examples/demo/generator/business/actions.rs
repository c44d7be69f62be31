//! The firm's actions for and with a customer, and their outcomes. They follow the customer's character,
//! payments and departure.
use super::billing::Settled;
use super::chance::Chance;
use super::feeling::{BOSS, Feeling};
use super::journal::Journal;
use super::plan::{Billing, Plan, Service};
use super::voices;
use super::words::{Deck, done, trades};
use customer_quality::pb::v1::{ActionKind, EndedBy, Trait, VoiceKind};

const PURPOSE: u64 = 12;
/// Days overdue after which the firm calls.
const CALL_AFTER: i32 = 20;
/// The most calls about open invoices.
const CALLS: usize = 2;

/// Records all actions, except the thanks for referrals and for kind words.
pub(super) fn tell(
    (plan, plans): (&Plan, &[Plan]),
    feeling: &Feeling,
    settled: &[Settled],
    deck: &mut Deck,
    journal: &mut Journal,
) {
    let mut chance = plan.chance(PURPOSE);
    let mut acts = Desk {
        plan,
        plans,
        feeling,
        settled,
        deck,
        chance: &mut chance,
        journal,
    };
    acts.begin();
    for (number, (first, _)) in plan.months().enumerate() {
        let day = first + acts.chance.day(3, 24);
        acts.month(number, day);
    }
    acts.open_invoices();
    acts.wean();
}

struct Desk<'a> {
    plan: &'a Plan,
    plans: &'a [Plan],
    feeling: &'a Feeling,
    settled: &'a [Settled],
    deck: &'a mut Deck,
    chance: &'a mut Chance,
    journal: &'a mut Journal,
}

impl Desk<'_> {
    fn say(&mut self, phrases: &[&'static str]) -> String {
        self.deck.deal(self.plan, phrases, self.chance)
    }

    fn act(&mut self, day: i32, kind: ActionKind, note: &str, outcome: &str) {
        self.journal.action(day, kind, (note, outcome));
    }

    /// Agrees the terms and the pace on the first day.
    fn begin(&mut self) {
        if !self.chance.hits(650) {
            return;
        }
        let terms = match self.plan.billing {
            Billing::Fixed => "a fixed price a month, due in 14 days",
            Billing::Hourly => "hours billed by the month, due in 14 days",
            Billing::Yearly => "a year in advance, due in 30 days",
            Billing::Jobs => "a price for each job, due in 14 days",
        };
        let note = format!("{terms}; {}", self.say(&done::PACE));
        let outcome = if self.feeling.about(Trait::RealisticExpectations) < 2_700 {
            self.say(&done::GRUDGING)
        } else {
            self.say(&done::AGREED)
        };
        self.act(
            self.plan.joined,
            ActionKind::SetExpectations,
            &note,
            &outcome,
        );
    }

    /// The actions that the calendar brings, by the month counted from 0.
    fn month(&mut self, number: usize, day: i32) {
        match number {
            0 if self.chance.hits(500) => {
                let note = self.say(&done::BEGUN);
                self.called(day + 27, &note);
            }
            2 => self.destination(day),
            n if n % 12 == 5 && self.chance.hits(600) => self.ask_what_they_want(day),
            n if n % 12 == 8 && self.is_in_favour(day) && self.chance.hits(650) => {
                self.ask_for_referral(day);
            }
            n if n % 12 == 10 && self.is_in_favour(day) && self.chance.hits(500) => {
                let trials: &[&str] = match self.plan.service {
                    Service::Books => &done::TRIALS_BOOKS,
                    Service::It | Service::Both => &done::TRIALS_IT,
                };
                let (note, outcome) = (self.say(trials), self.say(&done::TRIED));
                self.act(day, ActionKind::InvitedToTrial, &note, &outcome);
            }
            n if n % 12 == 11 => self.thank_for_punctuality(day),
            n if n % 12 == 3 || n % 24 == 7 && self.feeling.is_warm() => {
                let note = self.say(&done::CALLED);
                self.called(day, &note);
            }
            _ => {}
        }
    }

    /// Whether this is a good day to ask for more: the firm likes them, and no bill has been open for long.
    fn is_in_favour(&self, day: i32) -> bool {
        let owes =
            |s: &Settled| s.due < day && s.days_late(day) > 30 && s.paid.is_none_or(|p| p > day);
        self.feeling.is_warm() && !self.settled.iter().any(owes)
    }

    fn called(&mut self, day: i32, note: &str) {
        if day > -2 || !self.plan.active(day) {
            return;
        }
        let outcome = if self.feeling.is_warm() {
            self.say(&done::GLAD)
        } else {
            self.say(&done::COOL)
        };
        self.act(day, ActionKind::Called, note, &outcome);
    }

    /// Agrees a destination, with customers who have one.
    fn destination(&mut self, day: i32) {
        if self.feeling.about(Trait::HasDestination) < 3_300 || !self.chance.hits(700) {
            return;
        }
        let text = self.say(trades::words(self.plan.part.1).1);
        self.act(day, ActionKind::AgreedDestination, &text, "");
    }

    /// Asks for their wishes. Most customers have some.
    fn ask_what_they_want(&mut self, day: i32) {
        let (note, outcome) = (self.say(&done::ASKED), self.say(&done::ANSWERED));
        let by = if self.feeling.known && self.plan.fee >= 1_200 {
            BOSS
        } else {
            self.plan.keeper()
        };
        let kind = ActionKind::AskedWhatTheyWant;
        self.journal.action_by(by, day, kind, (&note, &outcome));
        if !outcome.starts_with("nothing") && self.chance.hits(600) {
            let words = voices::wish(self.plan, self.deck, self.chance);
            self.journal.voice(day, VoiceKind::Wish, &words);
        }
    }

    /// Asks for a referral. A customer who joins 25 to 84 days later counts as named now.
    fn ask_for_referral(&mut self, day: i32) {
        let soon = |joined: i32| (day + 25..day + 85).contains(&joined);
        let named = self
            .plans
            .iter()
            .find(|p| p.referrer == Some(self.plan.place) && soon(p.joined));
        let outcome = match named {
            Some(brought) => format!("named {}", brought.part.0),
            None => self.say(&done::THINKS),
        };
        let note = self.say(&done::REFERRAL);
        self.act(day, ActionKind::AskedForReferral, &note, &outcome);
    }

    /// Thanks them for a year without a late invoice.
    fn thank_for_punctuality(&mut self, day: i32) {
        let year: Vec<&Settled> = self
            .settled
            .iter()
            .filter(|s| (day - 365..day).contains(&s.due))
            .collect();
        let clean = year.len() >= 10 && year.iter().all(|s| s.days_late(day) <= 0);
        if clean && !self.feeling.is_cold() && self.chance.hits(500) {
            let note = format!(
                "for a year in which each of {} invoices was paid in time",
                year.len()
            );
            self.act(day, ActionKind::Thanked, &note, "");
        }
    }

    /// Calls about money. Only the latest ones are recorded.
    fn open_invoices(&mut self) {
        let overdue: Vec<Settled> = self
            .settled
            .iter()
            .filter(|s| {
                let day = s.due + CALL_AFTER;
                day < -2 && self.plan.active(day) && s.days_late(day) >= CALL_AFTER
            })
            .cloned()
            .collect();
        for invoice in overdue.into_iter().rev().step_by(2).take(CALLS) {
            let day = invoice.due + CALL_AFTER;
            let soon = invoice.paid.is_some_and(|paid| paid <= day + 7);
            let note = self.say(&done::OPEN);
            let note = note.replace("{invoice}", &invoice.invoice_id);
            let outcome = self.say(if soon { &done::PAID } else { &done::PROMISED });
            self.act(day, ActionKind::Called, &note, &outcome);
        }
    }

    /// The talk after which the firm gives less time away. The record includes the outcome, good or bad.
    /// The time sheets (`work`) show the rest.
    fn wean(&mut self) {
        if let Some(day) = self.plan.weaned {
            let (note, outcome) = (self.say(&done::WEANED), self.say(&done::WEANED_OUTCOME));
            self.act(day, ActionKind::Weaned, &note, &outcome);
        }
        if let Some(leaving) = self.plan.leaving.filter(|l| l.by == EndedBy::Us) {
            if self.plan.squeaky {
                let note = self.say(&done::WEANED);
                self.act(
                    leaving.day - 95,
                    ActionKind::Weaned,
                    &note,
                    "no change so far",
                );
            }
            let (note, outcome) = (self.say(&done::LET_GO), self.say(&done::LET_GO_OUTCOME));
            let kind = ActionKind::LetGoConfirmed;
            self.journal
                .action_by(BOSS, leaving.day - 3, kind, (&note, &outcome));
        }
    }
}
