//! The content of a fact as one hash, so that telling it again can be compared for ever.
//!
//! The encoding is explicit and versioned: it must never change for facts already told, whatever
//! happens to the types, the wire or the store.

use super::{Body, Fact};
use crate::money::Amount;
use crate::time::{Day, Time};
use chrono::Datelike;
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;

impl Fact {
    /// SHA-256 over the canonical encoding of everything but the key and the label.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let mut content = Content::default();
        content.time(self.occur_time);
        content.optional(self.source_record_time, Content::time);
        content.text(&self.author);
        content.number(self.body.kind() as i64);
        content.body(&self.body);
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
        self.number(amount.micros);
        self.text(amount.currency.code());
        self.number(amount.rate_nanos);
    }

    /// An empty field is shorter than any value, so that unset and zero differ.
    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.bytes.extend(0u64.to_be_bytes()),
        }
    }

    fn optional_number(&mut self, value: Option<i32>) {
        self.optional(value.map(i64::from), Self::number);
    }

    /// Enums are written by their stored names, which never change.
    fn name(&mut self, value: impl serde::Serialize) {
        let name = serde_json::to_string(&value).unwrap_or_default();
        self.text(&name);
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Invoice(invoice) => {
                self.text(&invoice.invoice_id);
                self.amount(invoice.amount);
                self.day(invoice.issue_date);
                self.day(invoice.due_date);
                self.optional(invoice.service.map(|service| service.first), Self::day);
                self.optional(invoice.service.map(|service| service.last), Self::day);
            }
            Body::Contract(contract) => {
                self.text(&contract.contract_id);
                self.day(contract.start_date);
                self.optional(contract.end_date, Self::day);
                self.number(i64::from(contract.billing_period_months));
                self.amount(contract.amount);
            }
            Body::Payment(payment) => {
                self.text(&payment.invoice_id);
                self.amount(payment.amount);
            }
            Body::CreditNote(credit) => {
                self.optional(credit.invoice_id.as_deref(), Self::text);
                self.amount(credit.amount);
            }
            Body::Purchase(purchase) => self.amount(purchase.amount),
            Body::Cost(cost) => {
                self.amount(cost.amount);
                self.name(cost.kind);
            }
            Body::Effort(effort) => {
                self.number(effort.seconds);
                self.name(effort.kind);
                self.name(effort.billing);
            }
            other => self.words(other),
        }
    }

    /// The kinds that say something rather than count something.
    fn words(&mut self, body: &Body) {
        match body {
            Body::Negotiation(negotiation) => {
                self.name(negotiation.moment);
                self.optional_number(negotiation.discount_asked_bps);
                self.optional_number(negotiation.discount_granted_bps);
                self.optional_number(negotiation.rounds);
                self.optional_number(negotiation.value_recognition);
            }
            Body::Usage(usage) => {
                for (name, value) in &usage.measures {
                    self.text(name);
                    self.number(*value);
                }
            }
            Body::Assessment(assessment) => {
                self.name(assessment.assessed_trait);
                self.number(i64::from(assessment.rating));
                self.text(&assessment.assessor);
                self.name(assessment.about);
                self.text(&assessment.person_key);
                self.text(&assessment.note);
            }
            Body::WalletEstimate(wallet) => {
                self.optional_number(wallet.our_share_bps);
                self.optional_number(wallet.other_vendor_count);
            }
            Body::Voice(voice) => {
                self.name(voice.kind);
                self.text(&voice.words);
            }
            Body::Action(action) => {
                self.name(action.kind);
                self.text(&action.by);
                self.text(&action.note);
                self.text(&action.outcome);
            }
            Body::Referral(referral) => {
                self.text(&referral.referred_customer_id);
                self.optional_number(referral.would_have_come_anyway_bps);
            }
            Body::Departure(departure) => {
                self.name(departure.ended_by);
                self.text(&departure.reason);
            }
            Body::Comeback(comeback) => self.text(&comeback.reason),
            Body::Invoice(_)
            | Body::Contract(_)
            | Body::Payment(_)
            | Body::CreditNote(_)
            | Body::Purchase(_)
            | Body::Cost(_)
            | Body::Effort(_) => {}
        }
    }
}
