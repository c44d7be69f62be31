//! Facts that do not simply add up, by kind and in order of time.

use super::ledger::{Ledger, Receipt};
use crate::fact::{
    Action, Assessment, Body, Comeback, Contract, Departure, EffortKind, Fact, Negotiation,
    Referral, Usage, Voice, WalletEstimate,
};
use crate::money::Micros;
use crate::time::Time;
use std::collections::BTreeMap;

/// Something and when it occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed<T> {
    /// When.
    pub time: Time,
    /// What.
    pub value: T,
}

/// The end of a relationship, or its new beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parting {
    /// They left.
    Departure(Departure),
    /// They came back.
    Comeback(Comeback),
}

/// Facts by kind, each kind in order of time, ties by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Invoices by number.
    pub ledgers: BTreeMap<String, Ledger>,
    /// Amounts of purchases.
    pub purchases: Vec<Timed<Micros>>,
    /// Seconds spent on their invoices and payments.
    pub accounting: Vec<Timed<i64>>,
    /// Contracts.
    pub contracts: Vec<Timed<Contract>>,
    /// Talks about the price.
    pub negotiations: Vec<Timed<Negotiation>>,
    /// Snapshots of use.
    pub usages: Vec<Timed<Usage>>,
    /// Ratings.
    pub assessments: Vec<Timed<Assessment>>,
    /// Estimates of their wallet.
    pub wallets: Vec<Timed<WalletEstimate>>,
    /// Their words.
    pub voices: Vec<Timed<Voice>>,
    /// What we did.
    pub actions: Vec<Timed<Action>>,
    /// Referrals they made.
    pub referrals: Vec<Timed<Referral>>,
    /// Departures and returns.
    pub partings: Vec<Timed<Parting>>,
}

impl Records {
    /// Sorts `facts`, which are in order of time, into their kinds.
    pub(super) fn of(facts: Vec<Fact>) -> Self {
        let mut records = Self::default();
        let mut receipts: BTreeMap<String, Vec<Receipt>> = BTreeMap::new();
        for fact in facts {
            records.take(fact, &mut receipts);
        }
        for (invoice_id, ledger) in &mut records.ledgers {
            ledger.receipts = receipts.remove(invoice_id).unwrap_or_default();
        }
        records
    }

    fn take(&mut self, fact: Fact, receipts: &mut BTreeMap<String, Vec<Receipt>>) {
        let time = fact.occur_time;
        match fact.body {
            Body::Invoice(invoice) => {
                let number = invoice.invoice_id.clone();
                let ledger = Ledger {
                    invoice,
                    occur_time: time,
                    receipts: Vec::new(),
                };
                self.ledgers.entry(number).or_insert(ledger);
            }
            Body::Payment(payment) => {
                receipts
                    .entry(payment.invoice_id)
                    .or_default()
                    .push(Receipt {
                        time,
                        micros: payment.amount.micros,
                        reporting: payment.amount.reporting(),
                        credited: false,
                    });
            }
            Body::CreditNote(credit) => {
                let Some(invoice_id) = credit.invoice_id else {
                    return;
                };
                receipts.entry(invoice_id).or_default().push(Receipt {
                    time,
                    micros: credit.amount.micros,
                    reporting: credit.amount.reporting(),
                    credited: true,
                });
            }
            Body::Purchase(purchase) => {
                self.purchases.push(Timed {
                    time,
                    value: purchase.amount.reporting(),
                });
            }
            Body::Effort(effort) if effort.kind == EffortKind::Accounting => {
                self.accounting.push(Timed {
                    time,
                    value: effort.seconds,
                });
            }
            Body::Cost(_) | Body::Effort(_) => {}
            Body::Contract(value) => self.contracts.push(Timed { time, value }),
            Body::Negotiation(value) => self.negotiations.push(Timed { time, value }),
            Body::Usage(value) => self.usages.push(Timed { time, value }),
            Body::Assessment(value) => self.assessments.push(Timed { time, value }),
            Body::WalletEstimate(value) => self.wallets.push(Timed { time, value }),
            Body::Voice(value) => self.voices.push(Timed { time, value }),
            Body::Action(value) => self.actions.push(Timed { time, value }),
            Body::Referral(value) => self.referrals.push(Timed { time, value }),
            Body::Departure(departure) => {
                self.partings.push(Timed {
                    time,
                    value: Parting::Departure(departure),
                });
            }
            Body::Comeback(comeback) => self.partings.push(Timed {
                time,
                value: Parting::Comeback(comeback),
            }),
        }
    }
}
