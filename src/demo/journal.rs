//! The facts of one customer, in order of telling: every way in which the demonstration makes a fact.
use super::dataset::money;
use super::shift::{Calendar, workday};
use crate::pb::v1::{
    Action, ActionKind, Assessment, Comeback, Contract, Cost, CostKind, CreditNote, Departure,
    Effort, EffortBilling, EffortKind, EndedBy, Fact, Invoice, Negotiation, Payment, Purchase,
    Referral, Trait, Usage, Voice, VoiceKind, WalletEstimate, fact::Body,
};
use prost_types::Duration;
use std::collections::BTreeMap;

/// The names of the four usage measures, in the order of [`Journal::usage`].
const MEASURES: [&str; 4] = ["users", "features", "licences", "storage_bytes"];

/// Writes down what happened with one customer. Days are those of the calendar; 0 is the last.
pub(super) struct Journal {
    customer_id: String,
    label: &'static str,
    calendar: Calendar,
    keeper: &'static str,
    counts: BTreeMap<&'static str, u32>,
    facts: Vec<Fact>,
}

/// An invoice to write.
#[derive(Clone, Copy)]
pub(super) struct Bill {
    /// The day of issue.
    pub(super) day: i32,
    /// Days until it is due.
    pub(super) terms: i32,
    /// The amount.
    pub(super) cents: i64,
    /// First and last day of the service it pays for.
    pub(super) service: Option<(i32, i32)>,
}

/// A contract to write.
#[derive(Clone, Copy)]
pub(super) struct Deal {
    /// The first day.
    pub(super) start: i32,
    /// The last day, if it has one.
    pub(super) end: Option<i32>,
    /// Months between two bills.
    pub(super) months: i32,
    /// The amount of one bill.
    pub(super) cents: i64,
}

impl Journal {
    /// An empty journal, kept by a person of ours.
    pub(super) fn new(id: &str, label: &'static str, calendar: Calendar) -> Self {
        let (counts, facts) = (BTreeMap::new(), Vec::new());
        Self {
            customer_id: id.to_owned(),
            label,
            calendar,
            keeper: "anna",
            counts,
            facts,
        }
    }

    /// Who keeps it from now on.
    pub(super) fn kept_by(&mut self, keeper: &'static str) {
        self.keeper = keeper;
    }

    /// All that was written.
    pub(super) fn into_facts(self) -> Vec<Fact> {
        self.facts
    }

    /// Writes a fact down: machines have no author, all else is written by the keeper.
    fn tell(&mut self, day: i32, what: (&str, &'static str), body: Body) {
        let human = !matches!(what.0, "billing" | "monitoring");
        self.tell_by(if human { self.keeper } else { "" }, day, what, body);
    }

    fn tell_by(
        &mut self,
        author: &str,
        day: i32,
        (source, word): (&str, &'static str),
        body: Body,
    ) {
        let count = self.counts.entry(word).or_default();
        *count += 1;
        let number = *count;
        // Office hours, another minute for each fact.
        let minute = 8 * 60 + (number * 37) % 540;
        self.facts.push(Fact {
            customer_id: self.customer_id.clone(),
            source: source.to_owned(),
            fact_id: format!("{word}-{number:04}"),
            occur_time: Some(self.calendar.time(day, minute)),
            author: author.to_owned(),
            label: self.label.to_owned(),
            body: Some(body),
            ..Fact::default()
        });
    }

    /// An invoice; returns its number.
    pub(super) fn invoice(&mut self, bill: Bill) -> String {
        let invoice_id = format!("R-{:04}", self.counts.get("invoice").unwrap_or(&0) + 1);
        let service =
            |pick: fn((i32, i32)) -> i32| bill.service.map(|s| self.calendar.date(pick(s)));
        let invoice = Invoice {
            invoice_id: invoice_id.clone(),
            amount: Some(money(bill.cents)),
            issue_date: Some(self.calendar.date(bill.day)),
            due_date: Some(self.calendar.date(bill.day + bill.terms)),
            service_start_date: service(|s| s.0),
            service_end_date: service(|s| s.1),
            exchange_rate: String::new(),
        };
        self.tell(bill.day, ("billing", "invoice"), Body::Invoice(invoice));
        invoice_id
    }

    /// A contract.
    pub(super) fn contract(&mut self, deal: Deal) {
        let number = self.counts.get("contract").unwrap_or(&0) + 1;
        let contract = Contract {
            contract_id: format!("V-{number:02}"),
            start_date: Some(self.calendar.date(deal.start)),
            end_date: deal.end.map(|day| self.calendar.date(day)),
            billing_period_months: deal.months,
            amount: Some(money(deal.cents)),
            exchange_rate: String::new(),
        };
        self.tell(
            deal.start,
            ("billing", "contract"),
            Body::Contract(contract),
        );
    }

    /// A payment of an invoice.
    pub(super) fn payment(&mut self, day: i32, invoice_id: &str, cents: i64) {
        let invoice_id = invoice_id.to_owned();
        let payment = Payment {
            invoice_id,
            amount: Some(money(cents)),
            exchange_rate: String::new(),
        };
        self.tell(day, ("billing", "payment"), Body::Payment(payment));
    }

    /// A credit note; without an invoice it refunds a purchase.
    pub(super) fn credit(&mut self, day: i32, invoice_id: &str, cents: i64) {
        let invoice_id = invoice_id.to_owned();
        let note = CreditNote {
            invoice_id,
            amount: Some(money(cents)),
            exchange_rate: String::new(),
        };
        self.tell(day, ("billing", "credit-note"), Body::CreditNote(note));
    }

    /// A sale paid on the spot.
    pub(super) fn purchase(&mut self, day: i32, cents: i64) {
        let purchase = Purchase {
            amount: Some(money(cents)),
            exchange_rate: String::new(),
        };
        self.tell(day, ("billing", "purchase"), Body::Purchase(purchase));
    }

    /// Money spent on them.
    pub(super) fn cost(&mut self, day: i32, kind: CostKind, cents: i64) {
        let cost = Cost {
            amount: Some(money(cents)),
            kind: kind.into(),
            exchange_rate: String::new(),
        };
        self.tell(day, ("ledger", "cost"), Body::Cost(cost));
    }

    /// Time spent on them; on a working day.
    pub(super) fn effort(&mut self, day: i32, minutes: i64, what: (EffortKind, EffortBilling)) {
        let effort = Effort {
            duration: Some(Duration {
                seconds: 60 * minutes,
                nanos: 0,
            }),
            kind: what.0.into(),
            billing: what.1.into(),
        };
        self.tell(workday(day), ("time-sheet", "effort"), Body::Effort(effort));
    }

    /// How talking about the price went.
    pub(super) fn negotiation(&mut self, day: i32, negotiation: Negotiation) {
        self.tell(
            workday(day),
            ("crm", "negotiation"),
            Body::Negotiation(negotiation),
        );
    }

    /// A snapshot of users, features, licences and storage in bytes.
    pub(super) fn usage(&mut self, day: i32, values: [i64; 4]) {
        let measures = MEASURES
            .iter()
            .zip(values)
            .map(|(name, value)| ((*name).to_owned(), value))
            .collect();
        self.tell(
            day,
            ("monitoring", "usage"),
            Body::Usage(Usage { measures }),
        );
    }

    /// A rating without more words.
    pub(super) fn rate(&mut self, day: i32, assessor: &str, what: Trait, rating: i32) {
        let assessor = assessor.to_owned();
        let bare = Assessment {
            assessed_trait: what.into(),
            rating,
            assessor,
            ..Assessment::default()
        };
        self.assessment(day, bare);
    }

    /// A rating, written down by who rates.
    pub(super) fn assessment(&mut self, day: i32, assessment: Assessment) {
        self.tell_by(
            &assessment.assessor.clone(),
            workday(day),
            ("team", "assessment"),
            Body::Assessment(assessment),
        );
    }

    /// Says why somebody rated a trait so, the last time.
    pub(super) fn why(&mut self, assessor: &str, what: Trait, note: &str) {
        let bodies = self.facts.iter_mut().rev().filter_map(|f| f.body.as_mut());
        let mut ratings = bodies.filter_map(|body| match body {
            Body::Assessment(rating) => Some(rating),
            _ => None,
        });
        let theirs = |r: &&mut Assessment| r.assessor == assessor && r.assessed_trait() == what;
        if let Some(rating) = ratings.find(theirs) {
            note.clone_into(&mut rating.note);
        }
    }

    /// Our share of what they spend in our field, and how many others they buy from.
    pub(super) fn wallet(&mut self, day: i32, share_bps: Option<i32>, vendors: Option<i32>) {
        let estimate = WalletEstimate {
            our_share_bps: share_bps,
            other_vendor_count: vendors,
        };
        self.tell(
            workday(day),
            ("crm", "wallet"),
            Body::WalletEstimate(estimate),
        );
    }

    /// What they said.
    pub(super) fn voice(&mut self, day: i32, kind: VoiceKind, words: &str) {
        let voice = Voice {
            kind: kind.into(),
            words: words.to_owned(),
        };
        self.tell(workday(day), ("crm", "voice"), Body::Voice(voice));
    }

    /// What the keeper did, with a note and what came of it.
    pub(super) fn action(&mut self, day: i32, kind: ActionKind, text: (&str, &str)) {
        self.action_by(self.keeper, day, kind, text);
    }

    /// What one of us did, with a note and what came of it.
    pub(super) fn action_by(
        &mut self,
        by: &str,
        day: i32,
        kind: ActionKind,
        (note, outcome): (&str, &str),
    ) {
        let action = Action {
            kind: kind.into(),
            by: by.to_owned(),
            note: note.to_owned(),
            outcome: outcome.to_owned(),
        };
        self.tell_by(by, workday(day), ("crm", "action"), Body::Action(action));
    }

    /// They recommended us to another customer.
    pub(super) fn referral(&mut self, day: i32, referred: &str, anyway_bps: Option<i32>) {
        let referred_customer_id = referred.to_owned();
        let referral = Referral {
            referred_customer_id,
            would_have_come_anyway_bps: anyway_bps,
        };
        self.tell(workday(day), ("crm", "referral"), Body::Referral(referral));
    }

    /// They left.
    pub(super) fn departure(&mut self, day: i32, by: EndedBy, reason: &str) {
        let departure = Departure {
            ended_by: by.into(),
            reason: reason.to_owned(),
        };
        self.tell(day, ("crm", "departure"), Body::Departure(departure));
    }

    /// They came back.
    pub(super) fn comes_back(&mut self, day: i32, reason: &str) {
        let comeback = Comeback {
            reason: reason.to_owned(),
        };
        // The ids of facts stay what they were: a demonstration loaded once is found again.
        self.tell(day, ("crm", "return"), Body::Comeback(comeback));
    }
}
