//! The owner's own sort stands, whatever else is known, until they change it.

use crate::given::{Told, business, model, person, rating_body, time, with};
use domain::class::{Class, own_sort};
use domain::fact::{Body, Trait};
use domain::model::Model;

const AT: &str = "2026-06-15";

fn sorted(told: Told, when: &str, who: &str, rating: i32) -> Told {
    told.rated(when, who, Trait::OwnSort, rating)
}

fn class(told: &Told) -> Class {
    told.evaluated(&model("default"), AT).class().unwrap()
}

fn sentence(model: &Model, told: &Told, at: &str) -> String {
    told.evaluated(model, at).sentence().to_owned()
}

#[test]
fn five_and_four_are_good_three_is_ok_and_two_and_one_are_bad() {
    let table = [
        (5, Class::Good),
        (4, Class::Good),
        (3, Class::Ok),
        (2, Class::Bad),
        (1, Class::Bad),
    ];
    for (rating, wanted) in table {
        assert_eq!(
            class(&sorted(business(), "2026-01-01", "ann", rating)),
            wanted,
            "{rating}"
        );
    }
}

#[test]
fn it_stands_before_every_finding_and_what_the_numbers_say_is_beside_it() {
    let rude = person()
        .rated("2026-01-01", "ann", Trait::RespectsUs, 1)
        .rated("2026-01-01", "bob", Trait::RespectsUs, 1);
    let answer = sorted(rude, "2026-01-02", "ann", 5).evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Good));
    let numbers = answer.by_numbers.unwrap();
    assert_eq!((numbers.class, numbers.rule()), (Class::Bad, "not_nice"));
    assert!(!answer.decision.unwrap().class.agrees_with(numbers.class));
    assert_eq!(answer.next_class, None, "the owner's word needs no mending");
}

#[test]
fn it_stands_while_new_and_where_little_is_known() {
    let told = sorted(business().since("2026-06-01"), "2026-06-02", "ann", 2);
    assert_eq!(class(&told), Class::Bad);
    assert_eq!(
        class(&sorted(business(), "2026-06-02", "ann", 4)),
        Class::Good
    );
}

#[test]
fn without_an_own_sort_the_numbers_speak_alone() {
    let answer = business().evaluated(&model("default"), AT);
    assert_eq!((answer.own_sort, answer.by_numbers), (None, None));
}

#[test]
fn where_several_sort_differently_the_newest_stands() {
    let told = sorted(business(), "2026-01-01", "ann", 5);
    let told = sorted(told, "2026-02-01", "bob", 1);
    assert_eq!(class(&told), Class::Bad);
    assert_eq!(
        sentence(&model("default"), &told, AT),
        "your own sort, by bob on 1 February 2026; ann sorts them as good"
    );
    let again = sorted(told, "2026-03-01", "ann", 3);
    assert_eq!(class(&again), Class::Ok);
    let agreed = sorted(again, "2026-03-02", "bob", 3);
    assert_eq!(
        sentence(&model("default"), &agreed, AT),
        "your own sort, by bob on 2 March 2026"
    );
}

#[test]
fn it_keeps_its_why() {
    let Body::Assessment(rating) = rating_body("ann", Trait::OwnSort, 1, "") else {
        unreachable!()
    };
    let note = "shouts at everybody".to_owned();
    let told = business().told(
        "2026-05-01",
        Body::Assessment(domain::fact::Assessment { note, ..rating }),
    );
    assert_eq!(
        sentence(&model("default"), &told, AT),
        "your own sort, by ann on 1 May 2026: \u{201c}shouts at everybody\u{201d}"
    );
}

#[test]
fn after_a_year_it_should_be_looked_at_again_and_still_stands() {
    let told = sorted(business(), "2025-04-10", "ann", 5);
    let look_again = |model: &Model, at: &str| {
        let history = told.history();
        own_sort(history.at(time(at)), &model.settings)
            .unwrap()
            .look_again
    };
    let usual = model("default");
    assert!(!look_again(&usual, "2026-04-10"));
    assert!(look_again(&usual, "2026-04-11"));
    assert!(!look_again(
        &with("default", &[("look_again_after_months", "13")]),
        "2026-04-11"
    ));
    assert_eq!(
        sentence(&usual, &told, AT),
        "your own sort, by ann on 10 April 2025; sorted 14 months ago, look again"
    );
    assert_eq!(
        sentence(&usual, &told.left("2026-06-01"), AT),
        "your own sort, by ann on 10 April 2025",
        "there is nothing to look at again"
    );
    let old = sorted(business(), "2019-01-01", "ann", 5);
    assert_eq!(class(&old), Class::Good, "it never grows old");
}

#[test]
fn the_owners_good_one_is_ideal_where_the_numbers_make_them_so() {
    let rich = business().since("2020-01-01").bought("2026-02-01", 9000);
    let told = sorted(rich, "2026-03-01", "ann", 5);
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Ideal));
    let rules: Vec<&str> = answer
        .decision
        .as_ref()
        .unwrap()
        .steps
        .iter()
        .map(|step| step.rule.as_str())
        .collect();
    assert_eq!(rules, ["own_sort", "nobody_rated_them"]);
    let doubted = told.rated("2026-03-01", "bob", Trait::RespectsUs, 2);
    let class = doubted.evaluated(&model("default"), AT).class();
    assert_eq!(
        class,
        Some(Class::Good),
        "nobody is ideal while someone says they are not nice"
    );
}

#[test]
fn a_prospect_is_not_sorted() {
    let mut told = sorted(business(), "2026-01-01", "ann", 5);
    told.customer.prospect = true;
    assert_eq!(told.evaluated(&model("default"), AT).class(), None);
}
