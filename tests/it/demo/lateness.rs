//! How well the chance of a late next invoice ranks the invoices of the demonstration. The test takes each
//! invoice as of its issue day and compares with the plain share of earlier late ones.
use super::core::{Firm, scoring};
use super::data::read;
use chrono::NaiveTime;
use commands::amount::grouped;
use commands::demo::files::{FIRM, STORIES};
use commands::demo::shift_for;
use domain::history::History;
use domain::model::{Model, SHIPPED, Settings};
use domain::outlook::late_probability;
use domain::payments::Payments;
use domain::time::{Time, start_of};

/// What was said of one invoice before, and whether it came late.
struct Said {
    chance: i64,
    share: i64,
    is_late: bool,
}

#[test]
fn the_chance_that_the_next_invoice_is_late_orders_them_at_least_as_well_as_past_lateness() {
    let day = "2031-05-18".parse().unwrap();
    let shift = shift_for(day);
    let mut data = read(&STORIES, shift);
    data.extend(read(&FIRM, shift));
    let firm = Firm::of(&data);
    let model = SHIPPED
        .iter()
        .map(|shipped| Model::parse(shipped.document).unwrap());
    let settings = model.into_iter().next().unwrap().settings;
    let now = day.and_time(NaiveTime::MIN).and_utc();
    let said: Vec<Said> = firm
        .histories()
        .flat_map(|it| of_one(it, &settings, now))
        .collect();
    let chance = auc(said.iter().map(|one| (one.chance, one.is_late)));
    let share = auc(said.iter().map(|one| (one.share, one.is_late)));
    let figures = format!(
        "{} invoices: area under the curve {chance:.3}, by past lateness alone {share:.3}",
        grouped(said.len() as i128)
    );
    assert!(scoring().contains(&figures), "{figures}");
    assert!(said.len() >= 1_000, "{}", said.len());
    assert!(
        chance >= share,
        "chance {chance:.4}, past lateness {share:.4}"
    );
}

/// Every settled invoice of one customer before which another had fallen due.
fn of_one(history: &History, settings: &Settings, now: Time) -> Vec<Said> {
    let numbers = &settings.numbers;
    let settled = history.at(now).ledgers().filter(|ledger| {
        ledger.invoice.due_date < now.date_naive() && ledger.is_settled(now, numbers)
    });
    let said = settled.filter_map(|ledger| {
        let before = history.at(start_of(ledger.invoice.issue_date));
        let payments = Payments::of(before, settings);
        Some(Said {
            chance: late_probability(&payments, &settings.numbers)?,
            share: payments.late() * 1_000_000 / payments.due,
            is_late: ledger.days_late(now, numbers) > numbers.grace_days,
        })
    });
    said.collect()
}

/// The chance that of a late and a punctual one the late one was given more.
fn auc(scored: impl Iterator<Item = (i64, bool)>) -> f64 {
    let (late, punctual): (Vec<_>, Vec<_>) = scored.partition(|(_, is_late)| *is_late);
    let wins = late.iter().flat_map(|(late, _)| {
        punctual
            .iter()
            .map(move |(other, _)| match late.cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
    });
    wins.sum::<f64>() / (late.len() * punctual.len()) as f64
}
