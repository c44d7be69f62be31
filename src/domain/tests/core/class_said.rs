//! Whole evaluations: the class with the sentence that an owner would say, and the way to a better class.

use crate::given::{Told, alone, business, found, model, person, time, usual};
use domain::class::Class;
use domain::evaluation::Evaluation;
use domain::fact::{ActionKind, EffortBilling, NegotiationMoment, Trait};
use domain::model::{Answer, Question};
use domain::portfolio::Basis;

const AT: &str = "2026-06-15";

fn answer(told: &Told) -> Evaluation {
    told.evaluated(&model("default"), AT)
}

fn punctual() -> Told {
    (0..4).fold(business().since("2020-01-01"), |told, at| {
        told.billed(&at.to_string(), "2026-01-01", "2026-01-31", "2026-01-31")
    })
}

fn glad(told: Told) -> Told {
    told.rated("2026-06-01", "ann", Trait::GladToHearFrom, 5)
}

#[test]
fn sentences_say_it_as_an_owner_would() {
    let said = |told: &Told| answer(told).sentence().to_owned();
    assert_eq!(
        said(&glad(punctual())),
        "nice, pays on time, brings little: keep"
    );
    assert_eq!(
        said(&punctual()),
        "nothing against them, little known: pays on time"
    );
    let poor = glad(punctual()).rated("2026-06-01", "ann", Trait::ValuesOurWork, 2);
    assert_eq!(
        said(&poor),
        "nice, pays on time, does not see the value: keep"
    );
    let sends = punctual().rated("2026-06-01", "ann", Trait::OpensDoors, 5);
    assert_eq!(said(&sends), "pays on time, tells others about you");
    let wheel = punctual().support("2026-02-01", 2400, EffortBilling::Unbilled);
    assert_eq!(said(&wheel), "takes time you cannot bill: wean them");
    assert_eq!(
        said(&business().since("2020-01-01")),
        "too little is known to sort them"
    );
    assert_eq!(said(&business().since("2026-06-01")), "too early to sort");
    let rude = punctual().rated("2026-06-01", "ann", Trait::RespectsUs, 1);
    assert_eq!(said(&rude), "they do not respect you (ann 1)");
    let rich = punctual().bought("2026-05-01", 9000);
    assert_eq!(
        said(&rich),
        "one of the most profitable. Do you smile when they call?"
    );
    assert_eq!(said(&glad(rich)), "one of the most profitable");
}

#[test]
fn what_to_do_is_not_said_of_those_who_are_gone() {
    let gone = glad(punctual()).left("2026-06-10");
    let answer = answer(&gone);
    assert_eq!(answer.sentence(), "nice, pays on time, brings little");
    assert_eq!(
        answer.decision.unwrap().sentence(),
        "nice, pays on time, brings little"
    );
}

#[test]
fn brings_little_is_said_only_where_it_is_known() {
    let none = |boundary, peers| Basis {
        contribution_cutoff: None,
        ..usual(boundary, peers)
    };
    let told = glad(punctual());
    let answer = alone(&told.history(), &model("default"), time(AT), none);
    assert_eq!(answer.sentence(), "nice, pays on time: keep");
}

#[test]
fn money_and_owner_check_out_until_they_begin_to_pay_late() {
    let owner = [Trait::LooksAhead, Trait::Delegates, Trait::SetsPriorities];
    let ahead = |told: Told| {
        owner.iter().fold(told, |told, about| {
            told.rated("2026-06-01", "ann", *about, 5)
        })
    };
    let bill = |told: Told, id: &str, due: &str, paid: &str| {
        told.invoice(id, due, due, 10).paid(id, paid, 10)
    };
    let eight = |last: &str| {
        let told = (0..8).fold(business().since("2020-01-01"), |told, at| {
            bill(told, &at.to_string(), "2025-08-31", "2025-08-31")
        });
        let told = bill(told, "8", "2026-03-31", last);
        ahead(bill(told, "9", "2026-04-30", last))
    };
    let good = answer(&eight("2026-03-31"));
    assert_eq!(good.class(), Some(Class::Good));
    assert_eq!(
        good.sentence(),
        "the money checks out, and so does the owner"
    );
    let late = answer(&eight("2026-05-06"));
    assert_eq!(found(&late, Question::Pays).answer, Answer::Mixed);
    assert_eq!(late.class(), Some(Class::Ok));
    assert_eq!(late.sentence(), "no longer pays on time");
}

#[test]
fn while_new_two_noes_wait() {
    let told = |since: &str| {
        person().since(since).bought("2026-02-01", 10).support(
            "2026-03-01",
            6000,
            EffortBilling::Unbilled,
        )
    };
    assert_eq!(
        answer(&told("2025-12-16")).class(),
        Some(Class::Ok),
        "day 181"
    );
    assert_eq!(
        answer(&told("2025-12-15")).class(),
        Some(Class::Bad),
        "day 182"
    );
}

/// The class that is reached, by what, and whether any one of it is enough.
fn next(told: &Told) -> (Class, Vec<&'static str>, bool) {
    let next = answer(told).next_class.unwrap();
    let steps = next.steps.iter().map(|step| step.sentence);
    (next.class, steps.collect(), next.any_one)
}

const SEND: &str = "they send others who pay their way";

#[test]
fn to_become_better_takes_what_the_rules_say_it_takes() {
    let hard = punctual().negotiated(
        "2026-01-10",
        NegotiationMoment::FirstDeal,
        (Some(2000), None, None),
    );
    let see = "they see the value and no longer question the price";
    let bill = "you bill their hours, or they take fewer";
    let hard = hard.support("2026-02-01", 2400, EffortBilling::Unbilled);
    assert_eq!(next(&hard), (Class::Good, vec![see, bill, SEND], false));
    assert_eq!(next(&glad(punctual())), (Class::Good, vec![SEND], false));
    let opens = glad(punctual()).rated("2026-06-01", "ann", Trait::OpensDoors, 5);
    let either = vec![
        "they bring good people",
        "they earn you as much as your top fifth",
    ];
    assert_eq!(next(&opens), (Class::Ideal, either, true));
    let unknown = next(&business().since("2020-01-01"));
    assert_eq!(
        (unknown.0, unknown.2),
        (Class::Ok, true),
        "any word would do"
    );
    let ideal = answer(&glad(punctual()).bought("2026-05-01", 9000));
    assert_eq!(
        (ideal.class(), ideal.next_class),
        (Some(Class::Ideal), None)
    );
}

#[test]
fn of_whom_most_say_that_they_are_not_nice_that_alone_has_to_change() {
    let told =
        punctual()
            .bought("2026-05-01", 9000)
            .rated("2026-06-01", "ann", Trait::RespectsUs, 1);
    assert_eq!(answer(&told).class(), Some(Class::Bad));
    let mend = vec!["you are glad to hear from them, and they respect you"];
    assert_eq!(next(&told), (Class::Ideal, mend, false));
}

#[test]
fn no_class_is_promised_that_the_rules_would_not_give() {
    let new = glad(
        person()
            .bought("2026-04-01", 3000)
            .bought("2026-05-01", 3000),
    );
    let new = answer(&new);
    assert_eq!((new.class(), new.next_class), (Some(Class::Good), None));
    let doubted = punctual().bought("2026-05-01", 9000);
    let doubted = doubted.rated("2026-06-01", "ann", Trait::RespectsUs, 2);
    let mend = vec!["you are glad to hear from them, and they respect you"];
    assert_eq!(next(&doubted), (Class::Ideal, mend, false));
    let partly = punctual().negotiated(
        "2026-01-10",
        NegotiationMoment::FirstDeal,
        (Some(1000), None, None),
    );
    let partly = partly.rated("2026-06-01", "ann", Trait::OpensDoors, 5);
    let mend = vec!["they see the value, and nothing speaks against it"];
    assert_eq!(next(&partly), (Class::Good, mend, false));
}

#[test]
fn weaning_comes_before_letting_go() {
    let told = punctual().support("2026-02-01", 6000, EffortBilling::Unbilled);
    assert_eq!(
        answer(&told).class(),
        Some(Class::Bad),
        "costs money and takes time"
    );
    let weaned = told.did("2026-05-30", ActionKind::Weaned);
    assert_eq!(answer(&weaned).class(), Some(Class::Ok));
}
