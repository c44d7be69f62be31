//! What customers are worth is read with few rows, and is what their whole histories say.

use std::collections::BTreeMap;

use customer_quality::store::{Cut, Knowledge, Loaded};
use domain::economics::{Economics, Overdue};
use domain::model::{Model, SHIPPED};
use domain::time::{Month, Time, Window};
use domain::tree::Worth;

use crate::support::app::{self, App};
use crate::support::portfolio::portfolio;

/// Moments within months, and the last one of a month.
const MOMENTS: [&str; 4] = [
    "2023-02-14T09:30:00Z",
    "2023-11-30T23:59:59.999999Z",
    "2024-05-17T00:00:00Z",
    "2024-07-03T10:00:00Z",
];

/// Everybody's history, whole and by their worth alone.
async fn load(app: &App, cut: &Cut, knowledge: Knowledge) -> [BTreeMap<String, Loaded>; 2] {
    let store = &app.store.store;
    let ids = store.customer_ids(None, 100).await.unwrap();
    let whole = store.histories(&ids, cut, knowledge).await.unwrap();
    let worths = store.histories_and_worths((&[], &ids), cut, knowledge);
    [whole, worths.await.unwrap()]
}

#[tokio::test]
async fn worths_read_alone_are_those_of_whole_histories() {
    let (mut app, book) = (app::start().await, portfolio(23));
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    let recorded = app.tell(&book).await;
    for fact in book.facts.iter().step_by(7) {
        app.retract(&fact.customer_id, &fact.fact_id).await;
    }
    let settings = Model::parse(SHIPPED[0].document).unwrap().settings;
    let known = Time::from_timestamp(recorded.seconds, recorded.nanos as u32).unwrap();
    for moment in MOMENTS {
        let at: Time = moment.parse().unwrap();
        let cut = Cut {
            months: vec![Month::at(at)],
            six_month_verdicts: BTreeMap::new(),
        };
        for knowledge in [Knowledge::Now, Knowledge::At(known)] {
            let [whole, worths] = load(&app, &cut, knowledge).await;
            assert_eq!(whole.len(), 19);
            for (id, whole) in whole {
                let worth = &worths[&id];
                assert_eq!(worth.history.customer, whole.history.customer);
                assert_eq!(worth.revision, whole.revision);
                let (worth, whole) = (worth.history.at(at), whole.history.at(at));
                let day = at.date_naive();
                for window in [Window::until(day), Window::trailing(12, day)] {
                    assert_eq!(
                        Economics::of(worth, window, &settings),
                        Economics::of(whole, window, &settings),
                        "{id} at {moment} by {knowledge:?}"
                    );
                }
                assert_eq!(Overdue::of(worth), Overdue::of(whole));
                assert_eq!(
                    Worth::of(worth, &settings),
                    Worth::of(whole, &settings),
                    "{id} at {moment} by {knowledge:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn nothing_but_what_adds_up_is_read_for_a_worth() {
    let (mut app, book) = (app::start().await, portfolio(23));
    app.tell(&book).await;
    let at = app.clock.now();
    let [whole, worths] = load(&app, &Cut::default(), Knowledge::Now).await;
    let talks = |all: &BTreeMap<String, Loaded>| -> usize {
        let views = all.values().map(|loaded| loaded.history.at(at));
        views
            .map(|view| view.assessments().len() + view.usages().len() + view.purchases().len())
            .sum()
    };
    assert!(talks(&whole) > 100);
    assert_eq!(talks(&worths), 0);
}
