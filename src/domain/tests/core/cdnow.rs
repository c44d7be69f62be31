//! The purchases of real customers, scored with the shop's model as of two days. The tests compare the counts
//! of classes with the published ones, and check that better classes bought more afterwards.

use crate::given::{alone, day, euros, fact, model, named};
use domain::class::Class;
use domain::customer::{CustomerKind, Peers};
use domain::evaluation::Evaluation;
use domain::fact::{Body, Event, Purchase};
use domain::history::History;
use domain::model::Model;
use domain::money::Amount;
use domain::portfolio::{Member, PortfolioFigures, Share, boundary_time};
use domain::time::{Day, Month, Time, add_days, end_of, start_of};
use std::cmp::Ordering;
use std::collections::BTreeMap;

const PURCHASES: &str = include_str!("../../../../examples/cdnow/purchases.csv");

fn histories() -> Vec<History> {
    let mut facts: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for (number, line) in PURCHASES.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let amount = Amount {
            micros: (fields[3].parse::<f64>().unwrap() * 1e6).round() as i64,
            ..euros(0)
        };
        let body = Body::Purchase(Purchase { amount });
        let told = fact(
            fields[0],
            &number.to_string(),
            start_of(day(fields[1])),
            body,
        );
        facts.entry(fields[0]).or_default().push(told.into());
    }
    facts
        .into_iter()
        .map(|(id, facts)| History::fold(named(id, CustomerKind::Individual).customer, facts))
        .collect()
}

fn figures(histories: &[History], model: &Model, boundary: Month) -> PortfolioFigures {
    let members: Vec<Member> = histories
        .iter()
        .map(|history| {
            let view = history.at(boundary_time(boundary));
            Member {
                share: Share::of(view, boundary, &model.settings),
                ..Member::default()
            }
        })
        .collect();
    PortfolioFigures::of_all(boundary, &members, None)
}

fn answers(histories: &[History], model: &Model, at: Time) -> Vec<Evaluation> {
    let figures = figures(histories, model, Month::at(at));
    let of = |_: Month, peers: Peers| figures.of(peers).clone();
    histories
        .iter()
        .map(|history| alone(history, model, at, of))
        .collect()
}

fn counts(answers: &[Evaluation]) -> [usize; 5] {
    [
        Class::Ideal,
        Class::Good,
        Class::Ok,
        Class::Bad,
        Class::InsufficientData,
    ]
    .map(|class| {
        let same = answers
            .iter()
            .filter(|answer| answer.class() == Some(class));
        same.count()
    })
}

/// Whether they bought in the 182 days after `today`.
fn bought_next(history: &History, today: Day) -> bool {
    let later = history.at(end_of(add_days(today, 182)));
    later
        .purchases()
        .iter()
        .any(|purchase| purchase.time > end_of(today))
}

/// The day of the last purchase up to `today`.
fn last_purchase(history: &History, today: Day) -> i64 {
    let bought = history.at(end_of(today)).purchases();
    bought
        .last()
        .map_or(0, |purchase| purchase.time.timestamp())
}

/// The chance that one who bought afterwards stands above one who did not, ties half.
fn area_under_curve(scored: &[(i64, bool)]) -> f64 {
    let (mut above, mut pairs) = (0.0, 0.0);
    for (bought, _) in scored.iter().filter(|one| one.1) {
        for (not, _) in scored.iter().filter(|one| !one.1) {
            pairs += 1.0;
            above += match bought.cmp(not) {
                Ordering::Greater => 1.0,
                Ordering::Equal => 0.5,
                Ordering::Less => 0.0,
            };
        }
    }
    above / pairs
}

#[test]
fn autumn_1997_gives_the_published_classes_and_they_order_what_was_bought_next() {
    let histories = histories();
    let today = day("1997-09-30");
    let answers = answers(&histories, &model("shop"), end_of(today));
    assert_eq!(counts(&answers), [370, 200, 1779, 0, 8]);

    let outcomes: Vec<bool> = histories
        .iter()
        .map(|history| bought_next(history, today))
        .collect();
    let percent = |class: Class| {
        let same = answers
            .iter()
            .zip(&outcomes)
            .filter(|(answer, _)| answer.class() == Some(class));
        let (of, bought) = same.fold((0, 0), |(of, bought), (_, next)| {
            (of + 1, bought + usize::from(*next))
        });
        (bought * 200 + of) / (of * 2)
    };
    let percents = [Class::Ideal, Class::Good, Class::Ok].map(percent);
    assert_eq!(percents, [62, 54, 14]);
}

/// A tie: the points order what is bought next no better than the day of the last purchase does.
#[test]
fn the_points_order_what_was_bought_next_as_well_as_recency_alone() {
    let histories = histories();
    let today = day("1997-09-30");
    let answers = answers(&histories, &model("shop"), end_of(today));
    let scored = histories
        .iter()
        .zip(&answers)
        .filter_map(|(history, answer)| {
            let last = last_purchase(history, today);
            Some((answer.score.points?, last, bought_next(history, today)))
        });
    let scored: Vec<(i64, i64, bool)> = scored.collect();
    let by_points: Vec<_> = scored.iter().map(|one| (one.0, one.2)).collect();
    let by_recency: Vec<_> = scored.iter().map(|one| (one.1, one.2)).collect();
    let areas = [by_points, by_recency].map(|by| (area_under_curve(&by) * 1000.0).round() as i64);
    assert_eq!(areas, [776, 773]);
}

#[test]
fn summer_1998_gives_the_published_classes() {
    let answers = answers(&histories(), &model("shop"), end_of(day("1998-06-30")));
    assert_eq!(counts(&answers), [589, 123, 1637, 0, 8]);
}

#[test]
fn whoever_only_took_something_free_of_charge_has_no_points_ever() {
    for date in ["1997-09-30", "1998-06-30"] {
        let answers = answers(&histories(), &model("shop"), end_of(day(date)));
        let unset = answers
            .iter()
            .filter(|answer| answer.score.points.is_none());
        assert_eq!(unset.count(), 8, "{date}");
    }
}
