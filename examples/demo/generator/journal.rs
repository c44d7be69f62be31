//! The facts of one customer, in the order of writing. The journal has one method for each kind of fact.
use super::calendar::{time, workday};
use super::line::Line;
use customer_quality::pb::v1::{
    ActionKind, Assessment, CostKind, EffortBilling, EffortKind, EndedBy, Negotiation, Trait,
    VoiceKind,
};
use std::collections::BTreeMap;

/// The names of the four usage measures, in the order of [`Journal::usage`].
const MEASURES: [&str; 4] = ["users", "features", "licences", "storage_bytes"];

/// Writes down the facts of one customer. Day 0 is the last one.
pub(super) struct Journal {
    customer_id: String,
    keeper: &'static str,
    counts: BTreeMap<&'static str, u32>,
    lines: Vec<Line>,
    /// The index of the line of each rating, with its assessor and trait.
    ratings: Vec<(usize, String, Trait)>,
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
    /// First and last day of the service that it pays for.
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
    /// An empty journal. A person of the firm keeps it.
    pub(super) fn new(id: &str) -> Self {
        Self {
            customer_id: id.to_owned(),
            keeper: "anna",
            counts: BTreeMap::new(),
            lines: Vec::new(),
            ratings: Vec::new(),
        }
    }

    /// Changes the keeper from now on.
    pub(super) fn kept_by(&mut self, keeper: &'static str) {
        self.keeper = keeper;
    }

    /// The whole text.
    pub(super) fn into_text(self) -> String {
        self.lines.into_iter().map(Line::finish).collect()
    }

    /// Begins a fact. Facts from machines have no author; the keeper writes all others.
    fn tell(&mut self, day: i32, kind: &str, what: (&str, &'static str)) -> Line {
        let human = !matches!(what.0, "billing" | "monitoring");
        self.tell_by(if human { self.keeper } else { "" }, day, kind, what)
    }

    fn tell_by(
        &mut self,
        author: &str,
        day: i32,
        kind: &str,
        (source, word): (&str, &'static str),
    ) -> Line {
        let count = self.counts.entry(word).or_default();
        *count += 1;
        // Office hours, with a different minute for each fact.
        let minute = 8 * 60 + (*count * 37) % 540;
        Line::new(kind)
            .with("customer_id", self.customer_id.as_str())
            .with("occur_time", time(day, minute))
            .with("source", source)
            .with("fact_id", format!("{word}-{count:04}"))
            .with("author", author)
    }

    /// An invoice. Returns its number.
    pub(super) fn invoice(&mut self, bill: Bill) -> String {
        let invoice_id = format!("R-{:04}", self.counts.get("invoice").unwrap_or(&0) + 1);
        let line = self
            .tell(bill.day, "invoice", ("billing", "invoice"))
            .with("invoice_id", invoice_id.as_str())
            .amount(bill.cents)
            .date("issue_date", Some(bill.day))
            .date("due_date", Some(bill.day + bill.terms))
            .date("service_start_date", bill.service.map(|s| s.0))
            .date("service_end_date", bill.service.map(|s| s.1));
        self.lines.push(line);
        invoice_id
    }

    /// A contract.
    pub(super) fn contract(&mut self, deal: Deal) {
        let number = self.counts.get("contract").unwrap_or(&0) + 1;
        let line = self
            .tell(deal.start, "contract", ("billing", "contract"))
            .with("contract_id", format!("V-{number:02}"))
            .date("start_date", Some(deal.start))
            .date("end_date", deal.end)
            .with("billing_period_months", deal.months)
            .amount(deal.cents);
        self.lines.push(line);
    }

    /// A payment of an invoice.
    pub(super) fn payment(&mut self, day: i32, invoice_id: &str, cents: i64) {
        let line = self.tell(day, "payment", ("billing", "payment"));
        self.lines
            .push(line.with("invoice_id", invoice_id).amount(cents));
    }

    /// A credit note. Without an invoice it refunds a purchase.
    pub(super) fn credit(&mut self, day: i32, invoice_id: &str, cents: i64) {
        let line = self.tell(day, "credit_note", ("billing", "credit-note"));
        self.lines
            .push(line.with("invoice_id", invoice_id).amount(cents));
    }

    /// A sale paid on the spot.
    pub(super) fn purchase(&mut self, day: i32, cents: i64) {
        let line = self.tell(day, "purchase", ("billing", "purchase"));
        self.lines.push(line.amount(cents));
    }

    /// Money spent on them.
    pub(super) fn cost(&mut self, day: i32, kind: CostKind, cents: i64) {
        let line = self.tell(day, "cost", ("ledger", "cost")).amount(cents);
        self.lines
            .push(line.word("cost_kind", kind.as_str_name(), "COST_KIND_"));
    }

    /// Time spent on them, moved to a working day.
    pub(super) fn effort(&mut self, day: i32, minutes: i64, what: (EffortKind, EffortBilling)) {
        let line = self
            .tell(workday(day), "effort", ("time-sheet", "effort"))
            .with("minutes", minutes)
            .word("effort_kind", what.0.as_str_name(), "EFFORT_KIND_")
            .word("billing", what.1.as_str_name(), "EFFORT_BILLING_");
        self.lines.push(line);
    }

    /// The course of a talk about the price.
    pub(super) fn negotiation(&mut self, day: i32, negotiation: Negotiation) {
        let moment = negotiation.moment().as_str_name();
        let line = self
            .tell(workday(day), "negotiation", ("crm", "negotiation"))
            .word("moment", moment, "NEGOTIATION_MOMENT_")
            .with("discount_asked_bps", negotiation.discount_asked_bps)
            .with("discount_granted_bps", negotiation.discount_granted_bps)
            .with("rounds", negotiation.rounds)
            .with("value_recognition", negotiation.value_recognition);
        self.lines.push(line);
    }

    /// A snapshot of users, features, licences and storage in bytes.
    pub(super) fn usage(&mut self, day: i32, values: [i64; 4]) {
        let mut line = self.tell(day, "usage", ("monitoring", "usage"));
        for (measure, value) in MEASURES.iter().zip(values) {
            line.add(&format!("usage.{measure}"), value);
        }
        self.lines.push(line);
    }

    /// A rating without a note.
    pub(super) fn rate(&mut self, day: i32, assessor: &str, what: Trait, rating: i32) {
        let assessor = assessor.to_owned();
        let bare = Assessment {
            assessed_trait: what.into(),
            rating,
            assessor,
            ..Assessment::default()
        };
        self.assessment(day, &bare);
    }

    /// A rating, recorded by the person who rates.
    pub(super) fn assessment(&mut self, day: i32, it: &Assessment) {
        let (what, assessor) = (it.assessed_trait(), it.assessor.as_str());
        let mut line = self
            .tell_by(assessor, workday(day), "assessment", ("team", "assessment"))
            .word("assessed_trait", what.as_str_name(), "TRAIT_")
            .with("rating", it.rating)
            .with("assessor", assessor);
        if it.about != 0 {
            line = line.word("about", it.about().as_str_name(), "ASSESSED_ROLE_");
        }
        self.ratings
            .push((self.lines.len(), assessor.to_owned(), what));
        self.lines.push(
            line.with("person_key", it.person_key.as_str())
                .with("note", it.note.as_str()),
        );
    }

    /// Adds a note to the person's last rating of a trait.
    pub(super) fn why(&mut self, assessor: &str, what: Trait, note: &str) {
        let theirs = |(_, by, of): &&(usize, String, Trait)| by == assessor && *of == what;
        if let Some((place, ..)) = self.ratings.iter().rev().find(theirs) {
            self.lines[*place].add("note", note);
        }
    }

    /// The firm's share of their spending in its field, and the number of other suppliers.
    pub(super) fn wallet(&mut self, day: i32, share_bps: Option<i32>, vendors: Option<i32>) {
        let line = self
            .tell(workday(day), "wallet_estimate", ("crm", "wallet"))
            .with("our_share_bps", share_bps)
            .with("other_vendor_count", vendors);
        self.lines.push(line);
    }

    /// The customer's words.
    pub(super) fn voice(&mut self, day: i32, kind: VoiceKind, words: &str) {
        let line = self
            .tell(workday(day), "voice", ("crm", "voice"))
            .word("voice_kind", kind.as_str_name(), "VOICE_KIND_")
            .with("words", words);
        self.lines.push(line);
    }

    /// The keeper's action, with a note and its outcome.
    pub(super) fn action(&mut self, day: i32, kind: ActionKind, text: (&str, &str)) {
        self.action_by(self.keeper, day, kind, text);
    }

    /// The action of a person of the firm, with a note and its outcome.
    pub(super) fn action_by(
        &mut self,
        by: &str,
        day: i32,
        kind: ActionKind,
        (note, outcome): (&str, &str),
    ) {
        let line = self
            .tell_by(by, workday(day), "action", ("crm", "action"))
            .word("action_kind", kind.as_str_name(), "ACTION_KIND_")
            .with("by", by)
            .with("note", note)
            .with("outcome", outcome);
        self.lines.push(line);
    }

    /// They recommended the firm to another customer.
    pub(super) fn referral(&mut self, day: i32, referred: &str, anyway_bps: Option<i32>) {
        let line = self
            .tell(workday(day), "referral", ("crm", "referral"))
            .with("referred_customer_id", referred)
            .with("would_have_come_anyway_bps", anyway_bps);
        self.lines.push(line);
    }

    /// They left.
    pub(super) fn departure(&mut self, day: i32, by: EndedBy, reason: &str) {
        let line = self
            .tell(day, "departure", ("crm", "departure"))
            .word("ended_by", by.as_str_name(), "ENDED_BY_")
            .with("reason", reason);
        self.lines.push(line);
    }

    /// They came back.
    pub(super) fn comes_back(&mut self, day: i32, reason: &str) {
        // The ids of facts never change, so that a demonstration already loaded is recognised.
        let line = self.tell(day, "comeback", ("crm", "return"));
        self.lines.push(line.with("reason", reason));
    }
}
