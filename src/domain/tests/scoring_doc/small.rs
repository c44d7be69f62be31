//! The small examples: written-off money, customers who stayed, downgrades that wait, and a forest.

use super::document::{day, millionths, noon, table};
use super::example::outcomes;
use super::facts::named;
use super::models::shipped;
use super::sums;
use domain::class::{decide, delay};
use domain::customer::{BuysAs, Customer, CustomerKind, Mode, Peers, Standing};
use domain::economics::{Economics, Overdue};
use domain::fact::{Body, Event, FactKey, Invoice, Payment};
use domain::finding::{Finding, Findings};
use domain::forest::{Forest, NOBODY};
use domain::history::History;
use domain::model::{Answer, Circumstances, Question, Sign};
use domain::money::{Amount, Currency};
use domain::payments::Payments;
use domain::portfolio::{Basis, Half};
use domain::score::Halves;
use domain::stay::{Chance, Stay};
use domain::time::{Day, Month, Window};
use std::collections::BTreeMap;

fn event(id: &str, occurred: &str, body: Body) -> Event {
    Event {
        key: FactKey {
            customer_id: "c".to_owned(),
            source: "example".to_owned(),
            fact_id: id.to_owned(),
        },
        occur_time: noon(occurred),
        body,
    }
}

fn customer() -> Customer {
    Customer {
        customer_id: "c".to_owned(),
        name: String::new(),
        kind: CustomerKind::Business,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: BTreeMap::new(),
        prospect: false,
    }
}

/// An invoice of 1,000 of which 400 and 600 are paid late.
fn late_payer() -> History {
    let euros =
        |units: i64| Amount::reporting_currency(units * 1_000_000, Currency::parse("EUR").unwrap());
    let payment = |units| {
        Body::Payment(Payment {
            invoice_id: "1".to_owned(),
            amount: euros(units),
        })
    };
    let invoice = Body::Invoice(Invoice {
        invoice_id: "1".to_owned(),
        amount: euros(1000),
        issue_date: day("2026-01-01"),
        due_date: day("2026-01-31"),
        service: None,
    });
    let events = vec![
        event("1", "2026-01-01", invoice),
        event("2", "2026-02-15", payment(400)),
        event("3", "2026-06-10", payment(600)),
    ];
    History::fold(customer(), events)
}

#[test]
fn money_long_overdue_leaves_revenue_until_it_is_paid() {
    let history = late_payer();
    for row in table("written-off") {
        let today = row.text("today");
        let view = history.at(noon(today));
        let year = Window {
            first: day("2026-01-01"),
            last: day(today),
        };
        let economics = Economics::of(view, year, &shipped("default").settings);
        let overdue = Overdue::of(view);
        assert_eq!(overdue.amount, row.millionths("open"), "{today}");
        assert_eq!(overdue.days, row.whole("days overdue"), "{today}");
        assert_eq!(economics.revenue, row.millionths("revenue"), "{today}");
        let late = row.millionths("late cost");
        assert_eq!(economics.late_cost, late, "{today}");
        let sum = sums::value(row.text("late cost, sum"));
        assert_eq!(sum.millionths(), late, "{today}");
    }
}

fn half(name: &str) -> Half {
    named(name)
}

#[test]
fn the_chances_to_stay_are_those_printed() {
    let rows = table("stay");
    let mut basis = Basis::empty(Month::of(day("2026-06-01")), Peers::Invoiced);
    basis.outcomes = outcomes(&rows);
    for row in &rows {
        let halves = Halves {
            money: half(row.text("money")),
            owner: half(row.text("owner")),
        };
        let numbers = shipped("default").settings.numbers;
        let of = |standing| Stay::of(halves, (standing, true), &basis, &numbers).chance;
        let Chance::Measured(measured) = of(Standing::Active) else {
            panic!("nothing was measured");
        };
        let chance = row.millionths("chance");
        assert_eq!(measured.probability, chance);
        assert_eq!(sums::value(row.text("sum")).millionths(), chance);
        let is_rule = of(Standing::New) == Chance::FiftyFifty;
        assert_eq!(is_rule, halves.money == Half::ChecksOut);
        for standing in [Standing::Quiet, Standing::Past, Standing::Prospect] {
            assert_eq!(of(standing), Chance::Unknown);
        }
    }
}

/// Somebody against whom nothing speaks, and about whom nothing is known but that they pay.
fn fine() -> Findings {
    let pays = Finding {
        question: Question::Pays,
        answer: Answer::Yes,
        words: "pays on the spot".to_owned(),
        sentence: String::new(),
        evidence: Vec::new(),
    };
    Findings {
        all: vec![pays],
        signs: [
            Sign::NobodySaysNotNice,
            Sign::SomethingKnown,
            Sign::LittleKnown,
        ]
        .into(),
        payments: Payments::default(),
    }
}

#[test]
fn downgrades_wait_as_in_the_example() {
    let (rows, model, findings) = (table("held"), shipped("shop"), fine());
    let customer = customer();
    let about = Circumstances {
        customer: &customer,
        mode: Mode::Purchasing,
        standing: Standing::Active,
        only_people_have_spoken: false,
    };
    let points_on = |wanted: Day| {
        let row = rows.iter().find(|row| day(row.text("day")) == wanted);
        row.map(|row| row.whole("points"))
    };
    for row in &rows {
        let today = day(row.text("day"));
        let points = points_on(today);
        let decision = decide(&model.classes, &about, &findings, points, None);
        assert_eq!(decision.class.name(), row.text("class of today's figures"));
        let mut points_at = |day: Day| points_on(day);
        let delayed = delay(
            &model,
            &decision,
            (&about, &findings),
            points,
            (today, &mut points_at),
        );
        let waits = delayed
            .as_ref()
            .map(|delayed| (delayed.downgrade.last_reached, delayed.downgrade.falls_on));
        let class = delayed.map_or(decision.class, |delayed| delayed.decision.class);
        assert_eq!(class.name(), row.text("class"), "{today}");
        let printed = row
            .some("last reached")
            .map(day)
            .zip(row.some("falls on").map(day));
        assert_eq!(waits, printed, "{today}");
    }
}

#[test]
fn the_forest_adds_up_as_printed() {
    let rows = table("forest");
    let place = |name: &str| {
        rows.iter()
            .position(|row| row.text("customer") == name)
            .unwrap()
    };
    let referrers = rows
        .iter()
        .map(|row| row.some("brought by").map_or(NOBODY, |by| place(by) as u32));
    let forest = Forest::new(referrers.collect()).unwrap();
    let column = |head: &str| -> Vec<i64> { rows.iter().map(|row| row.millionths(head)).collect() };
    let own = column("own value");
    let credits = forest.credits(&own, shipped("default").settings.numbers.referral_passed_up);
    assert_eq!(forest.totals(&own), column("total"));
    assert_eq!(credits.kept_of_own, column("kept of own"));
    assert_eq!(credits.from_referrals, column("from referrals"));
    let credited = column("credited");
    let sums = credits.kept_of_own.iter().zip(&credits.from_referrals);
    assert_eq!(
        sums.map(|(kept, from)| kept + from).collect::<Vec<_>>(),
        credited
    );
    assert_eq!(credited.iter().sum::<i64>(), own.iter().sum::<i64>());
    let (through, up) = (column("flows through"), column("passed up"));
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(
            through[at] - up[at],
            credited[at],
            "{}",
            row.text("customer")
        );
        let below = (0..rows.len()).filter(|child| forest.referrer(*child) == Some(at));
        assert_eq!(
            through[at],
            own[at] + below.map(|child| up[child]).sum::<i64>()
        );
    }
    assert_eq!(
        millionths("0.5"),
        shipped("default").settings.numbers.referral_passed_up
    );
}
