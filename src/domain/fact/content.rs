//! Hashes the content of a fact, so that a fact sent again can always be compared with the recorded one.
//!
//! The encoding is explicit and versioned. It must never change for recorded facts, whatever happens to the
//! types, the wire format or the store.

use super::{
    Action, Assessment, Body, Comeback, Contract, Cost, CreditNote, Departure, Effort, Fact,
    Invoice, InvoiceVoid, Merge, Negotiation, Payment, PaymentReturn, Purchase, Referral, Service,
    Usage, Voice, WalletEstimate,
};
use crate::money::Amount;
use crate::time::{Day, Time};
use chrono::Datelike;
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;

impl Fact {
    /// SHA-256 over the canonical encoding of all fields except the key and the label.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let Self {
            key: _,
            occur_time,
            source_record_time,
            author,
            label: _,
            body,
        } = self;
        let mut content = Content::default();
        content.time(*occur_time);
        content.optional(*source_record_time, Content::time);
        content.text(author);
        content.number(body.kind() as i64);
        content.body(body);
        content.hash()
    }
}

/// Collects length-prefixed fields.
struct Content {
    bytes: Vec<u8>,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            bytes: vec![VERSION],
        }
    }
}

impl Content {
    fn hash(self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend((text.len() as u64).to_be_bytes());
        self.bytes.extend(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.bytes.extend(8u64.to_be_bytes());
        self.bytes.extend(number.to_be_bytes());
    }

    fn time(&mut self, time: Time) {
        self.number(time.timestamp_micros());
    }

    fn day(&mut self, day: Day) {
        self.number(i64::from(day.num_days_from_ce()));
    }

    fn amount(&mut self, amount: Amount) {
        let Amount {
            micros,
            currency,
            rate_nanos,
        } = amount;
        self.number(micros);
        self.text(currency.code());
        self.number(rate_nanos);
    }

    /// Writes an empty field for `None`. It is shorter than any value, so unset and zero differ.
    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.bytes.extend(0u64.to_be_bytes()),
        }
    }

    fn optional_number(&mut self, value: Option<i32>) {
        self.optional(value.map(i64::from), Self::number);
    }

    /// Writes the stored name of an enum value, which never changes.
    fn name(&mut self, value: impl serde::Serialize) {
        let name = serde_json::to_string(&value).unwrap_or_default();
        self.text(&name);
    }

    fn service(&mut self, service: Option<Service>) {
        let days = service.map(|Service { first, last }| (first, last));
        self.optional(days.map(|days| days.0), Self::day);
        self.optional(days.map(|days| days.1), Self::day);
    }

    /// Takes every body apart field by field, so that a new field that is forgotten here does not compile.
    fn body(&mut self, body: &Body) {
        match body {
            Body::Invoice(Invoice {
                invoice_id,
                amount,
                issue_date,
                due_date,
                service,
            }) => {
                self.text(invoice_id);
                self.amount(*amount);
                self.day(*issue_date);
                self.day(*due_date);
                self.service(*service);
            }
            Body::Contract(Contract {
                contract_id,
                start_date,
                end_date,
                billing_period_months,
                amount,
            }) => {
                self.text(contract_id);
                self.day(*start_date);
                self.optional(*end_date, Self::day);
                self.number(i64::from(*billing_period_months));
                self.amount(*amount);
            }
            Body::Payment(Payment { invoice_id, amount }) => {
                self.text(invoice_id);
                self.amount(*amount);
            }
            Body::PaymentReturn(PaymentReturn {
                invoice_id,
                amount,
                reason,
            }) => {
                self.text(invoice_id);
                self.amount(*amount);
                self.text(reason);
            }
            Body::CreditNote(CreditNote { invoice_id, amount }) => {
                self.optional(invoice_id.as_deref(), Self::text);
                self.amount(*amount);
            }
            Body::Purchase(Purchase { amount }) => self.amount(*amount),
            Body::Cost(Cost { amount, kind }) => {
                self.amount(*amount);
                self.name(kind);
            }
            Body::Effort(Effort {
                seconds,
                kind,
                billing,
            }) => {
                self.number(*seconds);
                self.name(kind);
                self.name(billing);
            }
            Body::Assessment(assessment) => self.assessment(assessment),
            other => self.words(other),
        }
    }

    fn assessment(&mut self, assessment: &Assessment) {
        let Assessment {
            assessed_trait,
            rating,
            assessor,
            about,
            person_key,
            note,
        } = assessment;
        self.name(assessed_trait);
        self.number(i64::from(*rating));
        self.text(assessor);
        self.name(about);
        self.text(person_key);
        self.text(note);
    }

    /// Writes the kinds that say something rather than count something.
    fn words(&mut self, body: &Body) {
        match body {
            Body::Negotiation(Negotiation {
                moment,
                discount_asked_bps,
                discount_granted_bps,
                rounds,
                value_recognition,
            }) => {
                self.name(moment);
                self.optional_number(*discount_asked_bps);
                self.optional_number(*discount_granted_bps);
                self.optional_number(*rounds);
                self.optional_number(*value_recognition);
            }
            Body::Usage(Usage { measures }) => {
                for (name, value) in measures {
                    self.text(name);
                    self.number(*value);
                }
            }
            Body::WalletEstimate(WalletEstimate {
                our_share_bps,
                other_vendor_count,
            }) => {
                self.optional_number(*our_share_bps);
                self.optional_number(*other_vendor_count);
            }
            Body::Voice(Voice { kind, words }) => {
                self.name(kind);
                self.text(words);
            }
            Body::Action(Action {
                kind,
                by,
                note,
                outcome,
            }) => {
                self.name(kind);
                self.text(by);
                self.text(note);
                self.text(outcome);
            }
            Body::Referral(Referral {
                referred_customer_id,
                would_have_come_anyway_bps,
            }) => {
                self.text(referred_customer_id);
                self.optional_number(*would_have_come_anyway_bps);
            }
            other => self.change(other),
        }
    }

    /// Writes the kinds that end or change what other facts say.
    fn change(&mut self, body: &Body) {
        match body {
            Body::Departure(Departure { ended_by, reason }) => {
                self.name(ended_by);
                self.text(reason);
            }
            Body::Comeback(Comeback { reason }) => self.text(reason),
            Body::InvoiceVoid(InvoiceVoid { invoice_id, reason }) => {
                self.text(invoice_id);
                self.text(reason);
            }
            Body::Merge(Merge {
                into_customer_id,
                reason,
            }) => {
                self.text(into_customer_id);
                self.text(reason);
            }
            Body::Negotiation(_)
            | Body::Usage(_)
            | Body::WalletEstimate(_)
            | Body::Voice(_)
            | Body::Action(_)
            | Body::Referral(_)
            | Body::Invoice(_)
            | Body::Contract(_)
            | Body::Payment(_)
            | Body::PaymentReturn(_)
            | Body::CreditNote(_)
            | Body::Purchase(_)
            | Body::Cost(_)
            | Body::Effort(_)
            | Body::Assessment(_) => {}
        }
    }
}
