//! GOOD by points, and the good customers who are IDEAL.

use crate::case::{Case, active, case, is, new, of};
use domain::class::Class;
use domain::customer::{CustomerKind, Standing};
use domain::model::{Answer, Question, Sign};

use Question::{Credentials, Earns, LooksAhead, Nice, Pays, SeesValue, SendsOthers, TakesTime};
use domain::model::Answer::{Mixed, No, Yes};

#[test]
fn seven_hundred_points_are_good_in_the_shop_alone() {
    let with = |id: &str, points, answers: &[(Question, Answer)]| {
        let case = Case {
            points,
            ..case(answers, &[])
        };
        of(id, Standing::Active, CustomerKind::Individual, &case)
    };
    is(
        &with("shop", Some(700), &[(Pays, Yes)]),
        Class::Good,
        "often_and_lately",
    );
    assert_eq!(with("shop", Some(699), &[(Pays, Yes)]).0, Class::Ok);
    assert_eq!(with("shop", None, &[(Pays, Yes)]).0, Class::Ok);
    assert_eq!(with("default", Some(1000), &[(Pays, Yes)]).0, Class::Ok);
    assert_eq!(
        with("shop", Some(1000), &[(TakesTime, No)]).0,
        Class::Ok,
        "no finding is NO"
    );
    assert_eq!(
        with("shop", Some(0), &[(Pays, Yes)]).0,
        Class::Ok,
        "points make nobody bad"
    );
}

#[test]
fn with_any_no_nobody_is_good() {
    let best = [(Pays, Yes), (SendsOthers, Yes), (Credentials, Yes)];
    let signs = [
        Sign::MoneyChecksOut,
        Sign::OwnerChecksOut,
        Sign::NotBegunToPayLate,
        Sign::TopFifth,
    ];
    assert_eq!(active(&best, &signs).0, Class::Good);
    for against in [SeesValue, TakesTime, LooksAhead] {
        let answers = [&best[..], &[(against, No)]].concat();
        assert_eq!(active(&answers, &signs).0, Class::Ok, "{against:?}");
    }
}

#[test]
fn ideal_is_chosen_from_the_good() {
    let good = [(Pays, Yes), (SendsOthers, Yes)];
    let with = |more: &[(Question, Answer)]| [&good[..], more].concat();
    let brings = [Sign::BringsGoodPeople];
    is(
        &active(&with(&[(Nice, Yes), (Earns, Yes)]), &[]),
        Class::Ideal,
        "earns_much",
    );
    is(
        &active(&with(&[(Earns, Yes)]), &[]),
        Class::Ideal,
        "nobody_rated_them",
    );
    is(
        &active(&with(&[(Nice, Yes)]), &brings),
        Class::Ideal,
        "brings_good_people",
    );
    is(
        &active(&with(&[]), &brings),
        Class::Ideal,
        "nobody_rated_who_brings",
    );
    let both = with(&[(Nice, Yes), (Earns, Yes)]);
    is(
        &active(&both, &brings),
        Class::Ideal,
        "earns_much_and_brings_good_people",
    );
    assert_eq!(active(&with(&[(Nice, Yes)]), &[]).0, Class::Good, "neither");
    assert_eq!(
        active(&[(Nice, Yes), (Earns, Yes)], &brings).0,
        Class::Ok,
        "not good"
    );
}

#[test]
fn nobody_is_ideal_with_a_mixed_nice_or_while_new() {
    let best = [(Nice, Mixed), (Pays, Yes), (SendsOthers, Yes), (Earns, Yes)];
    assert_eq!(active(&best, &[Sign::BringsGoodPeople]).0, Class::Good);
    let best = [(Nice, Yes), (Pays, Yes), (SendsOthers, Yes), (Earns, Yes)];
    assert_eq!(new(&best, &[Sign::BringsGoodPeople]).0, Class::Good);
    for standing in [Standing::Quiet, Standing::Past] {
        let found = of(
            "default",
            standing,
            CustomerKind::Business,
            &case(&best, &[]),
        );
        is(&found, Class::Ideal, "earns_much");
    }
}

#[test]
fn classes_rise_from_not_known_to_ideal_and_good_agrees_with_ideal() {
    let rising = [
        Class::InsufficientData,
        Class::Bad,
        Class::Ok,
        Class::Good,
        Class::Ideal,
    ];
    assert!(rising.is_sorted());
    assert!(Class::Good.agrees_with(Class::Ideal) && !Class::Good.agrees_with(Class::Ok));
}

#[test]
fn nobody_is_good_while_somebody_says_that_they_are_not_nice() {
    let signs = [
        Sign::MoneyChecksOut,
        Sign::OwnerChecksOut,
        Sign::NotBegunToPayLate,
    ];
    let answers = [
        (Nice, Mixed),
        (Pays, Yes),
        (SendsOthers, Yes),
        (Earns, Yes),
        (Credentials, Yes),
    ];
    for (low_word, class) in [(false, Class::Good), (true, Class::Ok)] {
        let case = Case {
            low_word,
            points: Some(1000),
            ..case(&answers, &signs)
        };
        let found = of("shop", Standing::Active, CustomerKind::Business, &case);
        assert_eq!(found.0, class);
    }
}
