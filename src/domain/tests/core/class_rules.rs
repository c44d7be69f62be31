//! From findings to a class: every rule in its order, on both sides of each of its conditions.

use crate::case::{active, case, is, new, of};
use domain::class::Class;
use domain::customer::{CustomerKind, Standing};
use domain::model::{Question, Sign};

use Question::{Credentials, Earns, LooksAhead, Nice, Pays, SeesValue, SendsOthers, TakesTime};
use domain::model::Answer::{Mixed, No, Unknown, Yes};

#[test]
fn who_is_not_nice_is_bad_whatever_speaks_for_them() {
    let praise = [
        (Nice, No),
        (Pays, Yes),
        (SeesValue, Yes),
        (SendsOthers, Yes),
        (Earns, Yes),
    ];
    for standing in [
        Standing::New,
        Standing::Active,
        Standing::Quiet,
        Standing::Past,
    ] {
        let found = of(
            "default",
            standing,
            CustomerKind::Business,
            &case(&praise, &[]),
        );
        is(&found, Class::Bad, "not_nice");
    }
    assert_eq!(active(&[(Nice, Mixed)], &[]).0, Class::Ok);
}

#[test]
fn who_owes_is_bad_also_while_new() {
    let praise = [(Nice, Yes), (Pays, No), (Earns, Yes)];
    for standing in [
        Standing::New,
        Standing::Active,
        Standing::Quiet,
        Standing::Past,
    ] {
        let found = of(
            "default",
            standing,
            CustomerKind::Business,
            &case(&praise, &[Sign::Owes]),
        );
        is(&found, Class::Bad, "owes");
    }
    assert_eq!(
        active(&[(Pays, No)], &[]).0,
        Class::Ok,
        "paying late is not owing"
    );
}

#[test]
fn who_costs_money_and_has_one_more_no_is_bad_but_not_in_the_first_182_days() {
    let two = [(Earns, No), (TakesTime, No)];
    is(&active(&two, &[]), Class::Bad, "costs_money_and_more");
    assert_eq!(new(&two, &[]).0, Class::Ok);
    assert_eq!(active(&[(Earns, No)], &[]).0, Class::Ok, "alone");
    assert_eq!(
        active(&[(Pays, No), (SeesValue, No)], &[]).0,
        Class::Ok,
        "two without a loss"
    );
}

#[test]
fn three_noes_are_bad_but_not_in_the_top_fifth_and_not_while_new() {
    let three = [(Pays, No), (SeesValue, No), (LooksAhead, No)];
    is(
        &active(&three, &[Sign::NotTopFifth]),
        Class::Bad,
        "much_against",
    );
    assert_eq!(active(&three, &[Sign::TopFifth]).0, Class::Ok);
    assert_eq!(new(&three, &[Sign::NotTopFifth]).0, Class::Ok);
    assert_eq!(
        active(&three[..2], &[Sign::NotTopFifth]).0,
        Class::Ok,
        "two"
    );
}

#[test]
fn who_pays_sees_the_value_or_nobody_says_otherwise_and_sends_others_is_good() {
    let of = |value| active(&[(Pays, Yes), (SeesValue, value), (SendsOthers, Yes)], &[]);
    is(&of(Yes), Class::Good, "pays_and_sends");
    is(&of(Unknown), Class::Good, "pays_and_sends");
    assert_eq!(of(Mixed).0, Class::Ok);
    assert_eq!(of(No).0, Class::Ok);
    assert_eq!(
        active(&[(Pays, Mixed), (SendsOthers, Yes)], &[]).0,
        Class::Ok
    );
    assert_eq!(
        active(&[(Pays, Yes), (SendsOthers, Mixed)], &[]).0,
        Class::Ok
    );
    assert_eq!(
        active(&[(Pays, Yes), (SendsOthers, Unknown)], &[]).0,
        Class::Ok
    );
    is(
        &new(&[(Pays, Yes), (SendsOthers, Yes)], &[]),
        Class::Good,
        "pays_and_sends",
    );
}

#[test]
fn who_earns_us_money_and_pays_is_good() {
    is(
        &new(&[(Earns, Yes), (Pays, Yes)], &[]),
        Class::Good,
        "earns_and_pays",
    );
    assert_eq!(active(&[(Earns, Yes), (Pays, Mixed)], &[]).0, Class::Ok);
    assert_eq!(active(&[(Earns, Yes), (Pays, Unknown)], &[]).0, Class::Ok);
}

#[test]
fn a_business_whose_money_and_owner_check_out_is_good() {
    let signs = [
        Sign::MoneyChecksOut,
        Sign::OwnerChecksOut,
        Sign::NotBegunToPayLate,
    ];
    is(&active(&[], &signs), Class::Good, "money_and_owner");
    for missing in 0..signs.len() {
        let rest: Vec<Sign> = signs
            .iter()
            .enumerate()
            .filter(|one| one.0 != missing)
            .map(|one| *one.1)
            .collect();
        assert_eq!(
            active(&[], &rest).0,
            Class::InsufficientData,
            "{:?}",
            signs[missing]
        );
    }
    for kind in [CustomerKind::Individual, CustomerKind::NotGiven] {
        let found = of("default", Standing::Active, kind, &case(&[], &signs));
        assert_eq!(found.0, Class::InsufficientData);
    }
}

#[test]
fn three_credentials_and_paying_are_good() {
    is(
        &active(&[(Credentials, Yes), (Pays, Yes)], &[]),
        Class::Good,
        "credentials",
    );
    assert_eq!(
        active(&[(Credentials, Mixed), (Pays, Yes)], &[]).0,
        Class::Ok
    );
    assert_eq!(
        active(&[(Credentials, Yes), (Pays, Unknown)], &[]).0,
        Class::Ok
    );
}

#[test]
fn what_speaks_against_them_gives_ok_with_its_own_sentence() {
    let nice = [(Nice, Yes), (Pays, Yes), (SeesValue, No)];
    is(&active(&nice, &[]), Class::Ok, "nice_without_value");
    is(&active(&[(TakesTime, No)], &[]), Class::Ok, "takes_time");
    is(
        &active(&[(SeesValue, No), (Pays, Mixed)], &[]),
        Class::Ok,
        "no_longer_on_time",
    );
    for against in [Pays, SeesValue, Earns, LooksAhead] {
        is(
            &active(&[(against, No)], &[]),
            Class::Ok,
            "something_against",
        );
    }
    is(
        &active(&[(TakesTime, No), (SeesValue, No)], &[]),
        Class::Ok,
        "something_against",
    );
}

#[test]
fn ok_says_which_ok() {
    let both = [(Nice, Yes), (Pays, Yes)];
    is(
        &active(&both, &[Sign::BringsLittle]),
        Class::Ok,
        "brings_little",
    );
    is(&active(&both, &[]), Class::Ok, "nice_and_pays");
    is(
        &active(&[(Nice, Yes), (Pays, Mixed)], &[]),
        Class::Ok,
        "partly",
    );
    is(
        &active(&[(Nice, Mixed), (Pays, Yes)], &[]),
        Class::Ok,
        "unsure_if_nice",
    );
    is(&active(&[(Pays, Yes)], &[]), Class::Ok, "little_known");
    is(
        &active(&[(Pays, Yes), (SeesValue, Yes)], &[]),
        Class::Ok,
        "little_known",
    );
    let mixed = [
        (SeesValue, "value_partly"),
        (SendsOthers, "sends_debtors"),
        (LooksAhead, "owner_partly"),
    ];
    for (question, rule) in mixed {
        is(
            &active(&[(Pays, Yes), (question, Mixed)], &[]),
            Class::Ok,
            rule,
        );
    }
    let three = [(Pays, Yes), (SeesValue, Yes), (Credentials, Mixed)];
    is(&active(&three, &[]), Class::Ok, "nothing_against");
    is(&active(&[], &[]), Class::InsufficientData, "not_known");
    let deciding_nothing = [(Question::Grows, No), (Question::Destination, No)];
    is(
        &active(&deciding_nothing, &[]),
        Class::InsufficientData,
        "not_known",
    );
}
