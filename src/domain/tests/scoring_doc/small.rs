//! The small examples: money written off, the six months, downgrades that wait, a forest.

use super::document::{Row, day, millionths, noon, table};
use super::models::shipped;
use super::sums;
use domain::class::{Class, DecidedBy, Past, RawClass, held};
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::economics::{Economics, Overdue};
use domain::fact::{Body, Fact, FactKey, Invoice, Payment};
use domain::forest::{Forest, NOBODY};
use domain::history::History;
use domain::model::MissingPolicy;
use domain::money::{Amount, Currency};
use domain::score::{Coverage, CriterionScore, Half, Score, State, SubScores, six_months};
use domain::signal::{Observed, Worth};
use domain::time::Window;
use std::collections::BTreeMap;

fn fact(id: &str, occurred: &str, body: Body) -> Fact {
    Fact {
        key: FactKey {
            customer_id: "c".to_owned(),
            source: "example".to_owned(),
            fact_id: id.to_owned(),
        },
        occur_time: noon(occurred),
        source_record_time: None,
        author: String::new(),
        label: String::new(),
        body,
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
    let customer = Customer {
        customer_id: "c".to_owned(),
        name: String::new(),
        kind: CustomerKind::Business,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: BTreeMap::new(),
        prospect: false,
    };
    let facts = vec![
        fact("1", "2026-01-01", invoice),
        fact("2", "2026-02-15", payment(400)),
        fact("3", "2026-06-10", payment(600)),
    ];
    History::fold(customer, facts)
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

/// A criterion of `pillar` that makes its half look as `verdict` says.
fn criterion(pillar: &str, verdict: &str) -> CriterionScore {
    let worth = if verdict == "CHECKS_OUT" {
        600_000
    } else {
        599_999
    };
    let observed = || {
        State::Observed(Observed {
            value: None,
            worth: Worth::Curve(worth),
            unit: "rating",
            count: 1,
            time: None,
            sentence: String::new(),
        })
    };
    CriterionScore {
        id: pillar.to_owned(),
        pillar: pillar.to_owned(),
        weight: 1,
        state: match verdict {
            "UNKNOWN" => State::Missing,
            "NOT_APPLICABLE" => State::NotApplicable,
            _ => observed(),
        },
        worth,
        points: 0,
        max_points: 0,
        missing: MissingPolicy::Exclude,
    }
}

#[test]
fn the_chances_of_six_months_are_those_printed() {
    let rows = table("six-months");
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let (money, owner) = (row.text("money"), row.text("owner"));
        let score = Score {
            points: None,
            coverage: Coverage::default(),
            criteria: vec![criterion("money", money), criterion("owner", owner)],
            sub_scores: SubScores::default(),
        };
        let answer = six_months(&score);
        assert_eq!(
            answer.probability,
            row.some_millionths("chance"),
            "{money} {owner}"
        );
        assert_eq!(
            answer.owner == Half::NotApplicable,
            owner == "NOT_APPLICABLE"
        );
    }
}

fn class(name: &str) -> Class {
    match name {
        "GOOD" => Class::Good,
        "OK" => Class::Ok,
        other => panic!("no such class in the example: {other}"),
    }
}

#[test]
fn downgrades_wait_as_in_the_example() {
    let rows = table("held");
    for (at, row) in rows.iter().enumerate() {
        let raw = RawClass {
            class: class(row.text("raw class")),
            by_points: None,
            decided_by: DecidedBy::Points,
            provisional: None,
            steps: Vec::new(),
            floors: Vec::new(),
            caps: Vec::new(),
            ideal_by: None,
            own_sort: None,
        };
        let past = rows[..at].iter().rev().map(|row: &Row| Past {
            day: day(row.text("day")),
            class: class(row.text("raw class")),
            points: Some(row.whole("points")),
            by_floor: false,
        });
        let classes = shipped("default").classes;
        let today = row.text("day");
        let answer = held(&raw, Some(row.whole("points")), day(today), &classes, past);
        assert_eq!(answer.class, class(row.text("class held")), "{today}");
        let waits = answer
            .downgrade
            .map(|waits| (waits.last_reached, waits.falls_on));
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
    let credits = forest.credits(&own, shipped("default").settings.referral_passed_up);
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
        shipped("default").settings.referral_passed_up
    );
}
