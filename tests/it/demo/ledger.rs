//! The sums of the service business's facts per customer. The tests of planted effects count everything
//! here, from the facts alone.
use super::data;
use chrono::NaiveDate;
use customer_quality::pb::google_type::{Date, Money};
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{Customer, EffortBilling, EndedBy, Fact};
use std::collections::BTreeMap;

/// One customer.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) customer: Customer,
    /// The first day, counted from 1970.
    pub(super) joined: i32,
    /// The first departure.
    pub(super) left: Option<(i32, EndedBy)>,
    pub(super) referrer: Option<String>,
    /// In cents, by day.
    pub(super) revenue: BTreeMap<i32, f64>,
    pub(super) costs: BTreeMap<i32, f64>,
    pub(super) unbilled_minutes: f64,
    pub(super) ratings: Vec<i32>,
    pub(super) wallet_count: usize,
    /// Due day, and the day on which it was covered.
    pub(super) invoices: BTreeMap<String, (i32, f64, Option<i32>)>,
    /// The days of issue, in order.
    pub(super) issued: Vec<i32>,
    /// The last day of the last contract.
    pub(super) contract_end: Option<i32>,
    pub(super) last_effort: i32,
}

impl Account {
    /// The day after the last one with them.
    pub(super) fn end(&self, last: i32) -> i32 {
        let silent = self.silent_since(last);
        self.left.map(|(day, _)| day).or(silent).unwrap_or(last)
    }

    /// The day of their last invoice, if they went quiet: three times the usual gap and half a year
    /// without another, no contract, and no hours since.
    pub(super) fn silent_since(&self, last: i32) -> Option<i32> {
        let mut gaps: Vec<i32> = self.issued.windows(2).map(|p| p[1] - p[0]).collect();
        gaps.sort_unstable();
        let (newest, gap) = (*self.issued.last()?, *gaps.get(gaps.len() / 2)?);
        let silence = last - newest;
        let bound = self.contract_end.is_some_and(|end| end >= newest);
        let quiet = silence >= 182.max(3 * gap) && !bound && self.last_effort <= newest;
        quiet.then_some(newest)
    }

    /// Complete months with us: the last one is not billed before it is over.
    pub(super) fn months(&self, last: i32) -> f64 {
        f64::from((self.end(last) - self.joined) * 16 / 487)
    }

    /// Revenue between two days.
    pub(super) fn revenue_in(&self, from: i32, to: i32) -> f64 {
        self.revenue.range(from..to).map(|(_, v)| v).sum()
    }

    /// Revenue less hours, direct costs and gifts between two days.
    pub(super) fn contribution_in(&self, from: i32, to: i32) -> f64 {
        self.revenue_in(from, to) - self.costs.range(from..to).map(|(_, v)| v).sum::<f64>()
    }

    /// Contribution until they first left, or to date.
    pub(super) fn value(&self, last: i32) -> f64 {
        self.contribution_in(0, self.end(last) + 1)
    }

    /// Invoices paid late and invoices due, by the last day.
    pub(super) fn late_of_due(&self, last: i32) -> (f64, f64) {
        let due = self.invoices.values().filter(|(due, ..)| *due < last);
        let late = due
            .clone()
            .filter(|(due, _, paid)| paid.is_none_or(|day| day > *due));
        (late.count() as f64, due.count() as f64)
    }
}

/// The accounts of everybody who ever bought, in order of id, and the last day.
pub(super) fn accounts(seed: u64) -> (Vec<Account>, i32) {
    let data = data::firm(seed);
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    for customer in &data.customers {
        let Some(onboard) = customer.onboard_date else {
            continue;
        };
        let (id, joined) = (customer.customer_id.clone(), day_of(onboard));
        let account = Account {
            id: id.clone(),
            customer: customer.clone(),
            joined,
            ..Account::default()
        };
        accounts.insert(id, account);
    }
    let mut last = 0;
    for fact in &data.facts {
        last = last.max(occurred(fact));
        if let Some(Body::Referral(r)) = &fact.body
            && let Some(referred) = accounts.get_mut(&r.referred_customer_id)
        {
            referred.referrer = Some(fact.customer_id.clone());
        }
        if let Some(account) = accounts.get_mut(&fact.customer_id) {
            count(account, fact);
        }
    }
    (accounts.into_values().collect(), last)
}

fn count(account: &mut Account, fact: &Fact) {
    let day = occurred(fact);
    match fact.body.as_ref().unwrap() {
        Body::Invoice(i) => {
            let amount = cents(i.amount.as_ref()) as f64;
            let due = day_of(i.due_date.unwrap());
            account
                .invoices
                .insert(i.invoice_id.clone(), (due, amount, None));
            let issued = day_of(i.issue_date.unwrap());
            account.issued.push(issued);
            let (from, to) = match (i.service_start_date, i.service_end_date) {
                (Some(from), Some(to)) => (day_of(from), day_of(to)),
                _ => (issued, issued),
            };
            for day in from..=to {
                *account.revenue.entry(day).or_default() += amount / f64::from(to - from + 1);
            }
        }
        Body::Contract(c) => {
            let end = c.end_date.map_or(i32::MAX, day_of);
            account.contract_end = account.contract_end.max(Some(end));
        }
        Body::Payment(p) => cover(account, &p.invoice_id, cents(p.amount.as_ref()) as f64, day),
        Body::CreditNote(c) => {
            let amount = cents(c.amount.as_ref()) as f64;
            *account.revenue.entry(day).or_default() -= amount;
            cover(account, &c.invoice_id, amount, day);
        }
        Body::Purchase(p) => {
            *account.revenue.entry(day).or_default() += cents(p.amount.as_ref()) as f64;
        }
        // Acquisition, kind 2, is no part of contribution.
        Body::Cost(c) if c.kind != 2 => {
            *account.costs.entry(day).or_default() += cents(c.amount.as_ref()) as f64;
        }
        Body::Effort(e) => {
            let minutes = e.duration.unwrap().seconds as f64 / 60.0;
            account.last_effort = account.last_effort.max(day);
            // 60 euros an hour.
            *account.costs.entry(day).or_default() += 100.0 * minutes;
            if e.billing() == EffortBilling::Unbilled {
                account.unbilled_minutes += minutes;
            }
        }
        Body::Assessment(a) => account.ratings.push(a.rating),
        Body::WalletEstimate(_) => account.wallet_count += 1,
        Body::Departure(d) if account.left.is_none() => account.left = Some((day, d.ended_by())),
        _ => {}
    }
}

fn cover(account: &mut Account, invoice_id: &str, amount: f64, day: i32) {
    if let Some((_, open, covered)) = account.invoices.get_mut(invoice_id) {
        *open -= amount;
        if *open < 0.5 && covered.is_none() {
            *covered = Some(day);
        }
    }
}

/// The share of a total that the top fifth make.
pub(super) fn top_fifth(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(|a, b| b.total_cmp(a));
    let top = values.len().div_ceil(5);
    values[..top].iter().sum::<f64>() / values.iter().sum::<f64>()
}

/// The day of a fact, counted from 1970.
pub(super) fn occurred(fact: &Fact) -> i32 {
    (fact.occur_time.unwrap().seconds / 86_400) as i32
}

/// A date, counted from 1970.
pub(super) fn day_of(date: Date) -> i32 {
    let (month, day) = (date.month as u32, date.day as u32);
    NaiveDate::from_ymd_opt(date.year, month, day)
        .unwrap()
        .to_epoch_days()
}

/// An amount in cents.
pub(super) fn cents(money: Option<&Money>) -> i64 {
    let money = money.unwrap();
    money.units * 100 + i64::from(money.nanos) / 10_000_000
}
