//! The effects planted in the service business can be computed back from its facts.
use super::data::SEEDS;
use super::ledger::{Account, accounts, top_fifth};
use customer_quality::pb::v1::EndedBy;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

#[test]
fn planted_effects_are_in_the_data() {
    for seed in SEEDS {
        let (accounts, last) = accounts(seed);
        let book = Book {
            accounts: &accounts,
            last,
            seed,
        };
        book.referrals();
        book.like_brings_like();
        book.the_referred_are_worth_more_and_it_erodes();
        book.churn();
        book.concentration();
        book.lateness();
    }
}

struct Book<'a> {
    accounts: &'a [Account],
    last: i32,
    seed: u64,
}

impl Book<'_> {
    fn check(&self, what: &str, value: f64, within: RangeInclusive<f64>) {
        assert!(
            within.contains(&value),
            "seed {}: {what}: {value} is not in {within:?}",
            self.seed
        );
    }

    fn referred(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|a| a.referrer.is_some())
    }

    fn recommenders(&self) -> BTreeSet<&str> {
        self.referred()
            .filter_map(|a| a.referrer.as_deref())
            .collect()
    }

    fn find(&self, id: &str) -> &Account {
        self.accounts.iter().find(|a| a.id == id).unwrap()
    }

    /// Fewer than one referral per customer; half refer nobody; the top fifth bring most.
    fn referrals(&self) {
        let n = self.accounts.len() as f64;
        self.check(
            "referrals per customer",
            self.referred().count() as f64 / n,
            0.5..=0.95,
        );
        let silent = 1.0 - self.recommenders().len() as f64 / n;
        self.check("refer nobody", silent, 0.45..=0.6);
        let (mut count, mut value) = (BTreeMap::new(), BTreeMap::new());
        for account in self.referred() {
            let by = account.referrer.as_deref().unwrap();
            *count.entry(by).or_insert(0.0) += 1.0;
            *value.entry(by).or_insert(0.0) += account.value(self.last);
        }
        let share = |figures: &BTreeMap<&str, f64>| {
            let of = |a: &Account| figures.get(a.id.as_str()).copied().unwrap_or(0.0);
            top_fifth(self.accounts.iter().map(of))
        };
        self.check("brought by the top fifth", share(&count), 0.6..=0.75);
        self.check("value brought by the top fifth", share(&value), 0.65..=0.95);
    }

    /// Those who bring large customers are large: rank correlation of monthly revenue.
    fn like_brings_like(&self) {
        let monthly = |a: &Account| a.revenue_in(0, self.last + 1) / a.months(self.last);
        let pairs: Vec<(f64, f64)> = self
            .referred()
            .map(|a| {
                (
                    monthly(self.find(a.referrer.as_deref().unwrap())),
                    monthly(a),
                )
            })
            .collect();
        let ranks = |figure: fn(&(f64, f64)) -> f64| -> Vec<f64> {
            let below = |x: f64| pairs.iter().filter(|p| figure(p) < x).count() as f64;
            pairs.iter().map(|p| below(figure(p))).collect()
        };
        let r = correlation(&ranks(|p| p.0), &ranks(|p| p.1));
        self.check("correlation of referrer and referred", r, 0.25..=0.8);
    }

    /// A month of a referred customer brings 16 % more; their margin falls faster than that of others.
    fn the_referred_are_worth_more_and_it_erodes(&self) {
        let (mut values, mut falls) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for account in self.accounts.iter().filter(|a| a.months(self.last) >= 1.0) {
            let group = usize::from(account.referrer.is_some());
            values[group].push(account.value(self.last) / account.months(self.last));
            let year = account.joined + 365;
            let (end, start) = (account.end(self.last), account.joined);
            if end - year < 180 {
                continue;
            }
            let margin =
                |from, to| account.contribution_in(from, to) / account.revenue_in(from, to);
            falls[group].push(margin(start, year) - margin(year, end));
        }
        self.check(
            "value of the referred",
            mean(&values[1]) / mean(&values[0]),
            1.04..=1.3,
        );
        self.check("margin lost by the referred", mean(&falls[1]), 0.03..=0.2);
        let more = mean(&falls[1]) - mean(&falls[0]);
        self.check("more than by the others", more, 0.03..=0.2);
    }

    /// The hazard is .8 while the referrer is there; 7 % of the recommenders leave, 19 % of the others.
    fn churn(&self) {
        let by_them = |a: &Account| a.left.is_some_and(|(_, by)| by == EndedBy::Them);
        let recommenders = self.recommenders();
        let share = |recommending: bool| {
            let group = self
                .accounts
                .iter()
                .filter(|a| recommenders.contains(a.id.as_str()) == recommending);
            let left = group.clone().filter(|a| by_them(a)).count() as f64;
            left / group.count() as f64
        };
        self.check("recommenders who left", share(true), 0.04..=0.1);
        self.check("others who left", share(false), 0.15..=0.23);
        let (mut days, mut leavers) = ([0.0; 2], [0.0; 2]);
        for account in self.accounts {
            let end = account.end(self.last);
            let covered_to = account
                .referrer
                .as_deref()
                .map_or(account.joined, |by| self.find(by).end(self.last).min(end));
            days[1] += f64::from((covered_to - account.joined).max(0));
            days[0] += f64::from((end - covered_to.max(account.joined)).max(0));
            if by_them(account) {
                leavers[usize::from(covered_to >= end && account.referrer.is_some())] += 1.0;
            }
        }
        let ratio = (leavers[1] / days[1]) / (leavers[0] / days[0]);
        self.check("hazard while the referrer is there", ratio, 0.6..=0.98);
    }

    /// The top fifth make two thirds of the revenue; few customers get most of the unpaid time.
    fn concentration(&self) {
        let revenue = self.accounts.iter().map(|a| a.revenue_in(0, self.last + 1));
        self.check("revenue of the top fifth", top_fifth(revenue), 0.6..=0.74);
        let mut unbilled: Vec<f64> = self.accounts.iter().map(|a| a.unbilled_minutes).collect();
        unbilled.sort_by(|a, b| b.total_cmp(a));
        let share = unbilled[..8].iter().sum::<f64>() / unbilled.iter().sum::<f64>();
        self.check("unpaid time of a tenth", share, 0.65..=0.98);
    }

    /// Beta-binomial with a = .44 and b = .65: two in five are late, by person rather than by chance.
    fn lateness(&self) {
        let counts: Vec<(f64, f64)> = self
            .accounts
            .iter()
            .map(|a| a.late_of_due(self.last))
            .filter(|(_, due)| *due >= 4.0)
            .collect();
        let rates: Vec<f64> = counts.iter().map(|(late, due)| late / due).collect();
        self.check("late", mean(&rates), 0.32..=0.48);
        let spread = rates
            .iter()
            .map(|r| (r - mean(&rates)).powi(2))
            .sum::<f64>();
        let (p, n) = (mean(&rates), rates.len() as f64);
        let inverse = mean(
            &counts
                .iter()
                .map(|(_, due)| 1.0 / due)
                .collect::<Vec<f64>>(),
        );
        // Between people: 1 / (a + b + 1) = .478.
        let between = (spread / (n - 1.0) / (p * (1.0 - p)) - inverse) / (1.0 - inverse);
        self.check("lateness by person", between, 0.38..=0.58);
        let sure = rates.iter().filter(|r| **r <= 0.1 || **r >= 0.9).count() as f64 / n;
        self.check("nearly always or never late", sure, 0.35..=0.65);
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let sum =
        |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(a, b)| f(a - mx, b - my)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}
