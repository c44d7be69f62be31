//! How the invoices in the files were paid, as far as the files say it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::{amount, import::hash::hash};
use client::pb::{
    google_type::{Date, Money},
    v1::{Fact, fact::Body},
};

/// Days after which the default model no longer counts overdue money as revenue.
const WRITTEN_OFF_AFTER: i64 = 90;
/// The greatest open part of an invoice that is a trifle.
const TRIFLE_PER_CENT: i128 = 1;

/// The invoices of the files, by a hash of customer and number.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    invoices: HashMap<u64, Ledger>,
    currencies: Vec<String>,
    payments: u64,
}

/// An invoice and what was received for it. One of both may be missing.
#[derive(Debug, Default)]
struct Ledger {
    billed: Option<i128>,
    received: i128,
    due_day: i64,
    payments: u32,
    /// Credit notes and payments that came back.
    others: u32,
    is_void: bool,
    /// The place of the invoice's currency.
    currency: u16,
}

/// Invoices of a state, and what is open of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// How many.
    pub count: u64,
    /// What is open of them, by currency, in millionths. Programs get it in decimals.
    #[serde(rename = "open", serialize_with = "in_decimals")]
    pub micros: BTreeMap<String, i128>,
}

/// The states of the invoices in the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct States {
    /// All invoices.
    pub invoices: u64,
    /// All payments.
    pub payments: u64,
    /// Payments of invoices that are not in the files.
    pub payments_without_invoice: u64,
    /// Credit notes and payments that came back for invoices that are not in the files.
    pub others_without_invoice: u64,
    /// Invoices without a payment that no credit note covers.
    pub without_payment: Open,
    /// Invoices with payments of which at most one per cent is open.
    pub trifles: Open,
    /// Invoices open for so long that the default model no longer counts what is open as revenue.
    pub written_off: Open,
}

impl Ledgers {
    pub(super) fn take(&mut self, fact: &Fact) {
        let (number, money) = match &fact.body {
            Some(Body::Invoice(it)) => (&it.invoice_id, it.amount.as_ref()),
            Some(Body::Payment(it)) => (&it.invoice_id, it.amount.as_ref()),
            Some(Body::PaymentReturn(it)) => (&it.invoice_id, it.amount.as_ref()),
            Some(Body::CreditNote(it)) => (&it.invoice_id, it.amount.as_ref()),
            Some(Body::InvoiceVoid(it)) => (&it.invoice_id, None),
            _ => return,
        };
        if number.is_empty() {
            return;
        }
        let currency = money.map_or(0, |money| self.currency(money));
        let micros = money.map_or(0, amount::micros);
        let ledger = self
            .invoices
            .entry(hash(&(&fact.customer_id, number)))
            .or_default();
        match &fact.body {
            Some(Body::Invoice(invoice)) => {
                ledger.billed = Some(micros);
                ledger.due_day = day(invoice.due_date.as_ref()).unwrap_or(i64::MAX);
                ledger.currency = currency;
            }
            Some(Body::Payment(_)) => {
                ledger.received += micros;
                ledger.payments += 1;
                self.payments += 1;
            }
            Some(Body::PaymentReturn(_)) => {
                ledger.received -= micros;
                ledger.others += 1;
            }
            Some(Body::InvoiceVoid(_)) => ledger.is_void = true,
            _ => {
                ledger.received += micros;
                ledger.others += 1;
            }
        }
    }

    fn currency(&mut self, money: &Money) -> u16 {
        let code = &money.currency_code;
        let place = self.currencies.iter().position(|it| it == code);
        let place = place.unwrap_or_else(|| {
            self.currencies.push(code.clone());
            self.currencies.len() - 1
        });
        place as u16
    }

    /// The states of all invoices on a day, counted from 1970.
    pub(super) fn states(&self, today: i64) -> States {
        let mut states = States {
            payments: self.payments,
            ..States::default()
        };
        #[expect(
            clippy::iter_over_hash_type,
            reason = "counts and sums are the same in any order"
        )]
        for ledger in self.invoices.values() {
            let Some(billed) = ledger.billed else {
                states.payments_without_invoice += u64::from(ledger.payments);
                states.others_without_invoice += u64::from(ledger.others);
                continue;
            };
            states.invoices += 1;
            let open = billed - ledger.received;
            if open <= 0 || ledger.is_void {
                continue;
            }
            let currency = self.currencies.get(usize::from(ledger.currency));
            let currency = currency.map_or("", String::as_str);
            if ledger.payments == 0 {
                states.without_payment.add(currency, open);
            } else if open * 100 <= billed * TRIFLE_PER_CENT {
                states.trifles.add(currency, open);
            }
            if today > ledger.due_day.saturating_add(WRITTEN_OFF_AFTER) {
                states.written_off.add(currency, open);
            }
        }
        states
    }
}

impl Open {
    fn add(&mut self, currency: &str, micros: i128) {
        self.count += 1;
        *self.micros.entry(currency.to_owned()).or_default() += micros;
    }
}

fn in_decimals<S: Serializer>(
    sums: &BTreeMap<String, i128>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let decimals = |(currency, micros): (&String, &i128)| {
        (
            currency.clone(),
            amount::sum(*micros, currency).replace(',', ""),
        )
    };
    serializer.collect_map(sums.iter().map(decimals))
}

/// A day, counted from 1970.
pub(super) fn day(date: Option<&Date>) -> Option<i64> {
    let date = date?;
    let day = NaiveDate::from_ymd_opt(date.year, date.month as u32, date.day as u32)?;
    Some(day.signed_duration_since(NaiveDate::default()).num_days())
}
