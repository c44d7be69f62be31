//! The facts that do not simply add up, by kind and in order of time.

use super::ledger::{Ledger, Receipt, ReceiptKind};
use crate::fact::{
    Action, AssessedRole, Assessment, Body, Comeback, Contract, Departure, EffortKind, Event,
    Invoice, Negotiation, Referral, Trait, Usage, Voice, WalletEstimate,
};
use crate::money::{Amount, Currency, Micros};
use crate::time::{Day, Time, day_of};
use std::collections::BTreeMap;

/// A value with the time at which it occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed<T> {
    /// When it occurred.
    pub time: Time,
    /// The value.
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

/// Facts by kind, each kind in order of time; facts of the same time are in order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Invoices with their receipts; invoices of the same time are in order of their numbers.
    pub ledgers: Vec<Ledger>,
    /// Amounts of purchases.
    pub purchases: Vec<Timed<Micros>>,
    /// The days with a purchase above zero, each with the time of the first such purchase.
    pub days_bought: Vec<Timed<Day>>,
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
    /// The positions in `assessments` of the ratings of each trait.
    rated: [Vec<usize>; Trait::COUNT],
    /// The times at which another person was first rated in the owner's chair.
    pub(super) chairs_taken: Vec<Time>,
    /// Estimates of their wallet.
    pub wallets: Vec<Timed<WalletEstimate>>,
    /// Their words.
    pub voices: Vec<Timed<Voice>>,
    /// Our actions.
    pub actions: Vec<Timed<Action>>,
    /// Referrals they made.
    pub referrals: Vec<Timed<Referral>>,
    /// Departures and comebacks.
    pub partings: Vec<Timed<Parting>>,
}

/// The invoices and the receipts of one invoice number. A customer with several ids may have an invoice of this
/// number under each of them.
#[derive(Debug, Default)]
struct Account {
    /// The first invoice of each id, in order of time.
    invoices: Vec<Numbered<(Invoice, Time)>>,
    receipts: Vec<Numbered<Receipt>>,
    /// When the number was first voided under each id.
    voids: BTreeMap<String, Time>,
}

/// A part of an account, with the id of the customer that its fact names and its currency.
#[derive(Debug)]
struct Numbered<T> {
    customer_id: String,
    currency: Currency,
    value: T,
}

impl Account {
    fn write(&mut self, customer_id: String, invoice: Invoice, time: Time) {
        if self.invoices.iter().all(|it| it.customer_id != customer_id) {
            self.invoices.push(Numbered {
                customer_id,
                currency: invoice.amount.currency,
                value: (invoice, time),
            });
        }
    }

    fn take(&mut self, customer_id: String, time: Time, amount: &Amount, kind: ReceiptKind) {
        self.receipts.push(Numbered {
            customer_id,
            currency: amount.currency,
            value: Receipt {
                time,
                micros: amount.micros,
                reporting: amount.reporting(),
                kind,
            },
        });
    }

    /// The position of the invoice that a receipt belongs to: the one recorded under the same id, else the first
    /// one in the same currency.
    fn invoice_of(&self, receipt: &Numbered<Receipt>) -> Option<usize> {
        let own = |it: &Numbered<_>| it.customer_id == receipt.customer_id;
        let same_currency = |it: &Numbered<_>| it.currency == receipt.currency;
        let own = self.invoices.iter().position(own);
        own.or_else(|| self.invoices.iter().position(same_currency))
    }

    fn ledgers(mut self) -> Vec<Ledger> {
        let mut receipts: Vec<Vec<Receipt>> = self.invoices.iter().map(|_| Vec::new()).collect();
        for receipt in std::mem::take(&mut self.receipts) {
            if let Some(at) = self.invoice_of(&receipt) {
                receipts[at].push(receipt.value);
            }
        }
        let voids = self.voids;
        let ledger = |(invoice, receipts): (Numbered<(Invoice, Time)>, Vec<Receipt>)| {
            let voided = voids.get(&invoice.customer_id).copied();
            let (invoice, occur_time) = invoice.value;
            Ledger::new(invoice, occur_time, receipts, voided)
        };
        let invoices = self.invoices.into_iter();
        invoices.zip(receipts).map(ledger).collect()
    }
}

impl Records {
    /// Sorts `events`, which are in order of time, by kind.
    pub(super) fn of(events: Vec<Event>) -> Self {
        let mut records = Self::default();
        let mut accounts = BTreeMap::new();
        for event in events {
            records.take(event, &mut accounts);
        }
        let ledgers = accounts.into_values().flat_map(Account::ledgers);
        records.ledgers = ledgers.collect();
        records.ledgers.sort_by_key(|ledger| ledger.occur_time);
        records.chairs_taken = chairs_taken(&records.assessments);
        records
    }

    /// The positions in `assessments` of the ratings of `rated`.
    pub(super) fn rated(&self, rated: Trait) -> &[usize] {
        &self.rated[rated as usize]
    }

    fn take(&mut self, event: Event, accounts: &mut BTreeMap<String, Account>) {
        let time = event.occur_time;
        let customer_id = event.key.customer_id;
        match event.body {
            Body::Invoice(invoice) => {
                let account = accounts.entry(invoice.invoice_id.clone()).or_default();
                account.write(customer_id, invoice, time);
            }
            Body::Payment(payment) => {
                let account = accounts.entry(payment.invoice_id).or_default();
                account.take(customer_id, time, &payment.amount, ReceiptKind::Paid);
            }
            Body::PaymentReturn(back) => {
                let account = accounts.entry(back.invoice_id).or_default();
                account.take(customer_id, time, &back.amount, ReceiptKind::Returned);
            }
            Body::InvoiceVoid(void) => {
                let account = accounts.entry(void.invoice_id).or_default();
                account.voids.entry(customer_id).or_insert(time);
            }
            Body::CreditNote(credit) => {
                let Some(invoice_id) = credit.invoice_id else {
                    return;
                };
                let account = accounts.entry(invoice_id).or_default();
                account.take(customer_id, time, &credit.amount, ReceiptKind::Credited);
            }
            Body::Purchase(purchase) => {
                let value = purchase.amount.reporting();
                let day = day_of(time);
                let is_known = self
                    .days_bought
                    .last()
                    .is_some_and(|last| last.value == day);
                if value > 0 && !is_known {
                    self.days_bought.push(Timed { time, value: day });
                }
                self.purchases.push(Timed { time, value });
            }
            Body::Effort(effort) if effort.kind == EffortKind::Accounting => {
                self.accounting.push(Timed {
                    time,
                    value: effort.seconds,
                });
            }
            Body::Cost(_) | Body::Effort(_) | Body::Merge(_) => {}
            Body::Contract(value) => self.contracts.push(Timed { time, value }),
            Body::Negotiation(value) => self.negotiations.push(Timed { time, value }),
            Body::Usage(value) => self.usages.push(Timed { time, value }),
            Body::Assessment(value) => {
                self.rated[value.assessed_trait as usize].push(self.assessments.len());
                self.assessments.push(Timed { time, value });
            }
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

/// The times at which the person in the owner's chair changed. A rating about the owner marks a change if it
/// names another person than the one named before. Ratings that name nobody mark no change.
fn chairs_taken(ratings: &[Timed<Assessment>]) -> Vec<Time> {
    let mut person: Option<&str> = None;
    let mut changes = Vec::new();
    for rating in ratings {
        let named = rating.value.person_key.as_str();
        if rating.value.about != AssessedRole::Owner || named.is_empty() {
            continue;
        }
        if person.is_some_and(|before| before != named) {
            changes.push(rating.time);
        }
        person = Some(named);
    }
    changes
}
