//! The report of an import in words, and its fields for programs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::words;
use serde::Serialize;

use super::{
    Found, Report, Sum,
    ledgers::{Open, States},
    people::NAMES_MAX,
    today,
};
use crate::amount::{self, grouped};

/// What an import read, ready to print.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The first day of a fact.
    pub first_day: Option<NaiveDate>,
    /// The last day of a fact.
    pub last_day: Option<NaiveDate>,
    /// The facts of each kind and currency.
    pub sums: Vec<KindSum>,
    /// How many customers are in the files.
    pub customers: u64,
    /// How many of them have a fact there.
    pub customers_with_facts: u64,
    /// The first new customers, by name or else by id. Only a check looks for them.
    pub new_customers: Vec<String>,
    /// The first names in the files that nobody has.
    pub unknown_names: Vec<String>,
    /// How many such names there are.
    pub unknown_name_count: u64,
    /// Days after today.
    pub days_ahead: Option<Found>,
    /// Days before the year 2000.
    pub days_before_2000: Option<Found>,
    /// Facts that equal facts of another label, by that label.
    pub equal_to: BTreeMap<String, Found>,
    /// How the invoices of the files were paid.
    pub invoices: States,
}

/// The facts of one kind and currency.
#[derive(Clone, Debug, Serialize)]
pub struct KindSum {
    /// The kind.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// The currency, if the kind has amounts.
    pub currency: Option<String>,
    /// Their exact sum.
    pub amount: Option<String>,
    /// The sum for people, with commas between the groups of its digits.
    #[serde(skip)]
    shown: String,
    /// The seconds of hours spent.
    pub seconds: Option<i64>,
}

impl KindSum {
    fn of(sum: &Sum) -> Self {
        let has_money = !sum.currency.is_empty();
        let shown = amount::sum(sum.micros, &sum.currency);
        Self {
            kind: sum.kind.clone(),
            count: sum.count,
            currency: has_money.then(|| sum.currency.clone()),
            amount: has_money.then(|| shown.replace(',', "")),
            shown,
            seconds: (sum.seconds > 0).then(|| i64::try_from(sum.seconds).unwrap_or(i64::MAX)),
        }
    }
}

impl Report {
    /// The report, ready to print.
    pub fn summary(&self) -> Summary {
        let day = |day: i64| {
            let days = chrono::TimeDelta::try_days(day)?;
            NaiveDate::default().checked_add_signed(days)
        };
        let mut sums: Vec<KindSum> = self.sums.iter().map(KindSum::of).collect();
        sums.sort_by(|one, other| (&one.kind, &one.currency).cmp(&(&other.kind, &other.currency)));
        Summary {
            first_day: self.days.and_then(|(first, _)| day(first)),
            last_day: self.days.and_then(|(_, last)| day(last)),
            sums,
            customers: self.people.count(),
            customers_with_facts: self.people.with_facts(),
            new_customers: self.people.new_names.iter().cloned().collect(),
            unknown_names: self
                .people
                .unknown
                .iter()
                .take(NAMES_MAX)
                .cloned()
                .collect(),
            unknown_name_count: self.people.unknown.len() as u64,
            days_ahead: self.ahead.clone(),
            days_before_2000: self.before_2000.clone(),
            equal_to: self.equal.clone(),
            invoices: self.ledgers.states(today()),
        }
    }

    /// Whether this customer has a fact in the files.
    pub fn has_fact(&self, customer_id: &str) -> bool {
        self.people.has_fact(customer_id)
    }
}

impl Summary {
    /// The days and the sums.
    pub fn sums(&self) -> Vec<String> {
        let mut lines = vec![];
        if let (Some(first), Some(last)) = (self.first_day, self.last_day) {
            lines.push(if first == last {
                format!("on {}", words::day(first))
            } else {
                format!("from {} to {}", words::day(first), words::day(last))
            });
        }
        for sum in &self.sums {
            let mut line = format!(
                "{} {}",
                sum.kind.replace('_', " "),
                grouped(i128::from(sum.count))
            );
            if let Some(currency) = &sum.currency {
                line = format!("{line} · {} {currency}", sum.shown);
            }
            if let Some(seconds) = sum.seconds {
                line = format!("{line} · {}", hours(seconds));
            }
            lines.push(line);
        }
        lines
    }

    /// The customers of a check, and the new ones by name.
    pub fn customers(&self, new_count: u64) -> Option<String> {
        if self.customers == 0 {
            return None;
        }
        let known = self.customers - new_count.min(self.customers);
        if new_count == 0 {
            return Some(format!(
                "{} known, none to be created",
                counted(known, "customer")
            ));
        }
        Some(format!(
            "{} known, {} to be created: {}",
            counted(known, "customer"),
            grouped(i128::from(new_count)),
            names(&self.new_customers, new_count)
        ))
    }

    /// The names that nobody has, for whom a check needs customers.
    pub fn unknown(&self) -> Option<String> {
        (self.unknown_name_count > 0).then(|| {
            format!(
                "nobody is called {}: import a list of names first, or create them with --create-customers",
                names(&self.unknown_names, self.unknown_name_count)
            )
        })
    }

    /// The warnings.
    pub fn warnings(&self, is_check: bool, left_out: u64) -> Vec<String> {
        let mut lines = vec![];
        let days = [
            (&self.days_ahead, "ahead of today"),
            (&self.days_before_2000, "before the year 2000"),
        ];
        for (found, place) in days {
            if let Some(found) = found {
                let (are, first) = are_first(found);
                lines.push(format!(
                    "{} {are} {place}{first}",
                    counted(found.count, "day")
                ));
            }
        }
        for (label, found) in &self.equal_to {
            lines.push(twice(label, found, is_check));
        }
        if left_out > 0 {
            lines.push(counted_once(left_out, is_check));
        }
        lines
    }

    /// How the invoices of the files were paid.
    pub fn invoices(&self) -> Vec<String> {
        let states = &self.invoices;
        let mut lines = vec![];
        if states.payments_without_invoice > 0 {
            let verb = if states.payments_without_invoice == 1 {
                "names an invoice that is"
            } else {
                "name invoices that are"
            };
            lines.push(format!(
                "{} {verb} not in these files: import the invoices too, unless they are recorded already",
                counted(states.payments_without_invoice, "payment"),
            ));
        }
        match states.others_without_invoice {
            0 => {}
            1 => lines.push(
                "1 credit note or returned payment is for an invoice that is not in these files: unless that \
                 is recorded already, it changes nothing"
                    .to_owned(),
            ),
            count => lines.push(format!(
                "{count} credit notes or returned payments are for invoices that are not in these files: unless \
                 these are recorded already, they change nothing"
            )),
        }
        if states.invoices > 0 && states.payments == 0 {
            lines.push(format!(
                "{} and no payment: if the payments are in another file, import it too; until payments are \
                 recorded, nobody is called late",
                counted(states.invoices, "invoice")
            ));
            return lines;
        }
        let opens = [
            (
                &states.without_payment,
                "without a payment in these files",
                "",
            ),
            (
                &states.written_off,
                "open for more than 90 days",
                ": the default model counts this as lost until it is paid",
            ),
            (&states.trifles, "paid but for a trifle", ""),
        ];
        for (open, what, after) in opens {
            if open.count > 0 {
                lines.push(format!(
                    "{} {what}, {}{after}",
                    counted(open.count, "invoice"),
                    sum_of(open)
                ));
            }
        }
        lines
    }
}

/// The first names of `count`, and how many more there are.
fn names(first: &[String], count: u64) -> String {
    let names = first.join(", ");
    match count.saturating_sub(first.len() as u64) {
        0 => names,
        more => format!("{names} and {} more", grouped(i128::from(more))),
    }
}

fn twice(label: &str, found: &Found, is_check: bool) -> String {
    let (_, first) = are_first(found);
    let other = if label.is_empty() {
        "facts without a label".to_owned()
    } else {
        format!("facts of `{label}`")
    };
    let (count, remedy) = if is_check {
        (
            "would be counted twice",
            "import with --strict to refuse them",
        )
    } else {
        (
            "are counted twice",
            "if it is the same delivery, take this import back with --undo and import it with --strict",
        )
    };
    let (verb, count) = if found.count == 1 {
        ("equals", count.replace("are ", "is "))
    } else {
        ("equal", count.to_owned())
    };
    format!(
        "{} {verb} {other} and {count}{first}: {remedy}",
        counted(found.count, "fact")
    )
}

/// The line about equal facts in rows of invoices recorded before.
fn counted_once(count: u64, is_check: bool) -> String {
    let would = if is_check { "would be" } else { "were" };
    if count == 1 {
        let was = if is_check { would } else { "was" };
        return format!(
            "1 fact in a row of an invoice recorded before equals a fact of another import and {was} left out"
        );
    }
    format!(
        "{} in rows of invoices recorded before equal facts of another import and {would} left out",
        counted(count, "fact")
    )
}

fn are_first(found: &Found) -> (&'static str, String) {
    let place = format!("line {} of {}", found.first_line, found.first_file);
    if found.count == 1 {
        ("is", format!(" ({place})"))
    } else {
        ("are", format!(" (the first in {place})"))
    }
}

fn sum_of(open: &Open) -> String {
    let sums = open.micros.iter();
    let sums: Vec<String> = sums
        .map(|(currency, micros)| format!("{} {currency}", amount::sum(*micros, currency)))
        .collect();
    words::list(&sums)
}

fn counted(count: u64, noun: &str) -> String {
    words::counted(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

/// Hours and minutes, exact to the second: `18 h 30 min`.
fn hours(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, unit)| format!("{} {unit}", grouped(i128::from(*count))))
        .collect();
    parts.join(" ")
}
