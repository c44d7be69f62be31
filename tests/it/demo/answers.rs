//! What the core answers to the demonstration: every story comes to its class.
use super::core::Firm;
use chrono::{Days, NaiveTime};
use customer_quality::demo::stories::STORIES;
use customer_quality::demo::{everything, shift_for};
use customer_quality::pb::v1::{CustomerClass, HalfVerdict, IdealBy};
use domain::assessment::Assessment;
use domain::class;
use domain::customer::Status;
use domain::score::Half;
use std::collections::BTreeMap;

/// Days of loading, spread over a year, and how many days later the question is asked.
const DAYS: [(&str, u64); 4] = [
    ("2031-01-06", 0),
    ("2031-05-18", 0),
    ("2031-08-01", 3),
    ("2031-11-12", 10),
];

#[test]
fn every_story_gets_its_class_its_halves_and_about_its_points() {
    for (day, later) in DAYS {
        let day = day.parse().unwrap();
        let firm = Firm::of(&everything(shift_for(day)).unwrap());
        let now = (day + Days::new(later)).and_time(NaiveTime::MIN).and_utc();
        let answers = firm.assess("story-", now);
        for story in STORIES {
            let answer = &answers[story.id];
            let classes: Vec<class::Class> = story
                .expected_classes
                .iter()
                .map(|c| core_class(*c))
                .collect();
            assert!(
                classes.contains(&answer.raw.class),
                "{day} {}: {answer:?}",
                story.id
            );
            assert_eq!(answer.raw.class, answer.held.class, "{day} {}", story.id);
            let points = answer.score.points.unwrap() as i32;
            let off = (points - story.expected_points).abs();
            assert!(off <= 30, "{day} {}: {points}", story.id);
            if story.ideal_by == Some(IdealBy::Referrals) {
                assert_eq!(answer.raw.ideal_by, Some(class::IdealBy::Referrals));
                let median = answer.basis.median_value.unwrap();
                assert!(
                    answer.brought.value >= 6 * median,
                    "{day}: {:?}",
                    answer.brought
                );
            }
            for (wanted, half) in [
                (story.money, answer.six_months.money),
                (story.owner, answer.six_months.owner),
            ] {
                assert!(
                    wanted.is_none_or(|w| core_half(w) == half),
                    "{day} {}",
                    story.id
                );
            }
            if let Some(chance) = story.still_customer_per_mille {
                let ppm = answer.six_months.probability;
                assert_eq!(ppm, Some(1_000 * i64::from(chance)), "{day} {}", story.id);
            }
        }
    }
}

#[test]
fn the_service_business_has_customers_of_every_class() {
    let day = "2031-05-18".parse().unwrap();
    let firm = Firm::of(&everything(shift_for(day)).unwrap());
    let answers = firm.assess("firm-", day.and_time(NaiveTime::MIN).and_utc());
    let mut mix: BTreeMap<class::Class, usize> = BTreeMap::new();
    let active = |a: &&Assessment| a.status == Status::Active;
    for answer in answers.values().filter(active) {
        *mix.entry(answer.held.class).or_default() += 1;
    }
    assert!(mix[&class::Class::Ideal] >= 8, "{mix:?}");
    assert!(mix[&class::Class::Good] >= 2, "{mix:?}");
    assert!(mix[&class::Class::Ok] >= 20, "{mix:?}");
    assert!(mix[&class::Class::Bad] >= 6, "{mix:?}");
}

fn core_class(class: CustomerClass) -> class::Class {
    match class {
        CustomerClass::Ideal => class::Class::Ideal,
        CustomerClass::Good => class::Class::Good,
        CustomerClass::Ok => class::Class::Ok,
        CustomerClass::Bad => class::Class::Bad,
        other => panic!("{other:?}"),
    }
}

fn core_half(half: HalfVerdict) -> Half {
    match half {
        HalfVerdict::ChecksOut => Half::ChecksOut,
        HalfVerdict::DoesNot => Half::DoesNot,
        HalfVerdict::Unknown => Half::Unknown,
        other => panic!("{other:?}"),
    }
}
