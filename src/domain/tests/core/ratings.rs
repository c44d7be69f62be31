//! Ratings: shrinkage, half-life, age, and the owner's chair.

use crate::given::{Told, business, model, rating_body, time};
use domain::fact::Trait;
use domain::score::State;
use domain::signal::latest_ratings;

/// The rating that the credentials read, in millionths.
fn value(told: &Told, id: &str, at: &str) -> Option<i64> {
    let answer = told.evaluated(&model("default"), at);
    let criterion = answer.score.criteria.into_iter().find(|one| one.id == id)?;
    match criterion.state {
        State::Observed(observed) => observed.value,
        State::NotApplicable | State::Missing => None,
    }
}

fn opens_doors(ratings: &[(&str, &str, i32)]) -> Told {
    ratings
        .iter()
        .fold(business(), |told, (when, who, rating)| {
            told.rated(when, who, Trait::OpensDoors, *rating)
        })
}

#[test]
fn one_persons_five_counts_as_four_and_two_fives_as_four_and_a_third() {
    let one = opens_doors(&[("2026-01-01", "ann", 5)]);
    assert_eq!(value(&one, "opens_doors", "2026-01-02"), Some(4_000_000));
    let two = opens_doors(&[("2026-01-01", "ann", 5), ("2026-01-01", "bob", 5)]);
    assert_eq!(value(&two, "opens_doors", "2026-01-02"), Some(4_333_333));
    let one = opens_doors(&[("2026-01-01", "ann", 1)]);
    assert_eq!(value(&one, "opens_doors", "2026-01-02"), Some(2_000_000));
}

/// Ann: 2 today and 5 half a life ago: (2 + 5 / 2) / 1.5 = 3; with the prior (3 + 3) / 2.
#[test]
fn a_rating_weighs_half_after_180_days() {
    let told = opens_doors(&[("2026-01-01", "ann", 5), ("2026-06-30", "ann", 2)]);
    assert_eq!(value(&told, "opens_doors", "2026-06-30"), Some(3_000_000));
    let later = value(&told, "opens_doors", "2026-12-27");
    assert_eq!(
        later,
        Some(3_000_000),
        "only the difference of ages matters"
    );
}

#[test]
fn many_ratings_of_one_person_are_one_voice() {
    let told = opens_doors(&[
        ("2026-01-01", "ann", 5),
        ("2026-01-01", "ann", 5),
        ("2026-01-01", "ann", 5),
    ]);
    assert_eq!(value(&told, "opens_doors", "2026-01-02"), Some(4_000_000));
}

#[test]
fn ratings_older_than_24_months_do_not_count() {
    let told = opens_doors(&[("2026-01-01T00:00:00Z", "ann", 5)]);
    assert_eq!(
        value(&told, "opens_doors", "2027-12-31T23:59:59Z"),
        Some(4_000_000)
    );
    assert_eq!(value(&told, "opens_doors", "2028-01-01T00:00:00Z"), None);
}

fn about(told: Told, when: &str, subject: Trait, rating: i32, person: &str) -> Told {
    told.told(when, rating_body("ann", subject, rating, person))
}

#[test]
fn a_new_person_in_the_chair_starts_the_owners_traits_anew_and_no_other_trait() {
    let before = about(business(), "2025-06-01", Trait::LooksAhead, 5, "old");
    let before = about(before, "2025-06-01", Trait::Delegates, 5, "old");
    let before = about(before, "2025-06-01", Trait::OpensDoors, 5, "old");
    let after = about(before, "2026-01-01", Trait::LooksAhead, 1, "new");
    assert_eq!(value(&after, "looks_ahead", "2026-02-01"), Some(2_000_000));
    assert_eq!(value(&after, "delegates", "2026-02-01"), None);
    assert_eq!(value(&after, "opens_doors", "2026-02-01"), Some(4_000_000));
    assert_eq!(value(&after, "delegates", "2025-12-31"), Some(4_000_000));
}

#[test]
fn a_rating_that_names_nobody_changes_no_chair() {
    let told = about(business(), "2025-06-01", Trait::Delegates, 5, "old");
    let told = about(told, "2026-01-01", Trait::LooksAhead, 1, "");
    assert_eq!(value(&told, "delegates", "2026-02-01"), Some(4_000_000));
    let told = about(told, "2026-01-02", Trait::LooksAhead, 1, "old");
    assert_eq!(value(&told, "delegates", "2026-02-01"), Some(4_000_000));
}

#[test]
fn the_latest_rating_of_each_counts_for_rules() {
    let told = opens_doors(&[
        ("2026-01-01", "ann", 1),
        ("2026-02-01", "ann", 4),
        ("2026-01-15", "bob", 2),
    ]);
    let history = told.history();
    let latest = latest_ratings(history.at(time("2026-03-01")), Trait::OpensDoors, None);
    let said: Vec<_> = latest
        .iter()
        .map(|verdict| (verdict.assessor, verdict.rating))
        .collect();
    assert_eq!(said, [("ann", 4), ("bob", 2)]);
}
