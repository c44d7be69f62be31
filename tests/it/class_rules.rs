//! The way to a class: every rule of the default model, with its conditions and its sentence.

mod cases;

use std::collections::BTreeMap;

use customer_quality::pb::v1::{ClassStep, Classification, CustomerClass as Class};

use crate::support::{app, ask::now, book::Book};
use cases::all;

/// Each case as a customer with the name of its rule, since January 2025, and five neighbours.
fn book() -> Book {
    let mut book = Book::default();
    book.neighbours();
    for (rule, tell, _, _) in all() {
        book.business(rule);
        book.since("2025-01-06");
        let own = book.customers.len() - 1;
        tell(&mut book, rule);
        assert_eq!(book.customers[own].customer_id, rule);
    }
    book
}

async fn found() -> BTreeMap<String, Classification> {
    let (mut app, book) = (app::start().await, book());
    app.tell(&book).await;
    let mut found = BTreeMap::new();
    for (rule, _, _, _) in all() {
        found.insert(rule.to_owned(), app.classification(rule, now()).await);
    }
    found
}

#[tokio::test]
async fn every_rule_gives_its_class_and_says_why() {
    let (found, mut others) = (found().await, Vec::new());
    for (rule, _, class, sentence) in all() {
        let it = &found[rule];
        let last = it.steps.last().unwrap();
        let said = (last.rule_id.as_str(), it.customer_class(), &*it.sentence);
        if said != (rule, class, sentence) {
            others.push(format!("{rule}: {said:?}"));
        }
        let decided = (last.customer_class, &last.sentence);
        assert_eq!(decided, (it.customer_class, &it.sentence));
        assert!(it.own_sort.is_none() && it.held_downgrade.is_none());
    }
    assert_eq!(others, Vec::<String>::new());
}

#[tokio::test]
async fn ideal_ones_are_chosen_from_the_good_in_a_second_step() {
    for (rule, it) in found().await {
        let steps: Vec<Class> = it.steps.iter().map(ClassStep::customer_class).collect();
        let expected = match it.customer_class() {
            Class::Ideal => vec![Class::Good, Class::Ideal],
            other => vec![other],
        };
        assert_eq!(steps, expected, "{rule}");
    }
}

#[tokio::test]
async fn what_is_next_is_what_is_wrong_now() {
    let found = found().await;
    let next = |rule: &str| {
        let next = found[rule].next_class.clone()?;
        let steps = next.steps.iter().map(|step| step.sentence.clone());
        Some((next.customer_class(), steps.collect::<Vec<String>>()))
    };
    let some = |class, steps: &[&str]| {
        let steps = steps.iter().map(|step| (*step).to_owned());
        Some((class, steps.collect::<Vec<String>>()))
    };
    assert_eq!(next("earns_much"), None);
    assert_eq!(
        next("pays_and_sends"),
        some(
            Class::Ideal,
            &[
                "they bring good people",
                "they earn you as much as your top fifth"
            ]
        )
    );
    assert_eq!(
        next("no_longer_on_time"),
        some(
            Class::Good,
            &[
                "they see the value and no longer question the price",
                "they pay on time again",
                "they send others who pay their way"
            ]
        )
    );
    assert_eq!(
        next("partly"),
        some(
            Class::Good,
            &[
                "they pay on time again",
                "they send others who pay their way"
            ]
        )
    );
    assert_eq!(
        next("costs_money_and_more"),
        some(
            Class::Ok,
            &[
                "they pay on time, and nothing is overdue",
                "they pay more than their orders and hours cost you"
            ]
        )
    );
    assert_eq!(
        next("not_known"),
        some(
            Class::Ok,
            &[
                "you know that they are nice",
                "you know that they pay on time",
                "you know that they see the value",
                "they send others who pay their way"
            ]
        )
    );
}
