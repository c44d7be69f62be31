//! Signals from ratings: the mean over several assessors, where the newer ratings of each weigh more. The
//! ratings of few assessors are drawn towards the middle.

use super::verdict::Verdict;
use super::{Observed, Subject};
use crate::fact::{Assessment, Trait};
use crate::history::{Timed, View};
use crate::model::Settings;
use crate::ratio::{ONE, Ppm, floor_div};
use crate::time::{Time, day_months_before, day_of, days_between};

/// The ratings of `subject` after `oldest` that count at the view's moment, in order of time. For the owner's
/// traits, only ratings of the person who is now in the owner's chair count.
fn counting(
    view: View<'_>,
    subject: Trait,
    oldest: Option<Time>,
) -> impl DoubleEndedIterator<Item = &Timed<Assessment>> {
    let since = subject.is_owners().then(|| view.chair_taken()).flatten();
    view.ratings(subject).filter(move |rating| {
        oldest.is_none_or(|oldest| rating.time > oldest)
            && since.is_none_or(|since| rating.time >= since)
    })
}

/// Each assessor's latest rating of `subject`, in order of assessors.
#[must_use]
pub fn latest_ratings(
    view: View<'_>,
    subject: Trait,
    max_age_months: Option<u32>,
) -> Vec<Verdict<'_>> {
    let oldest = max_age_months.map(|months| day_months_before(view.time(), months));
    latest(counting(view, subject, oldest))
}

fn latest<'a>(ratings: impl Iterator<Item = &'a Timed<Assessment>>) -> Vec<Verdict<'a>> {
    let mut latest: Vec<Verdict<'a>> = Vec::new();
    for rating in ratings {
        let verdict = Verdict {
            assessor: &rating.value.assessor,
            rating: rating.value.rating,
            time: rating.time,
            note: &rating.value.note,
        };
        match latest.binary_search_by_key(&verdict.assessor, |known| known.assessor) {
            Ok(at) => latest[at] = verdict,
            Err(at) => latest.insert(at, verdict),
        }
    }
    latest
}

/// All ratings of `subject` that count, in order of time.
pub fn ratings(
    view: View<'_>,
    subject: Trait,
    max_age_months: u32,
) -> impl DoubleEndedIterator<Item = &Timed<Assessment>> {
    counting(
        view,
        subject,
        Some(day_months_before(view.time(), max_age_months)),
    )
}

/// The ratings of `subject` that count at `now`, for a class that speaks for the moment of `then`. They begin
/// the model's number of months before that moment, and include all ratings since.
pub fn ratings_between<'a>(
    then: View<'_>,
    now: View<'a>,
    subject: Trait,
    settings: &Settings,
) -> impl DoubleEndedIterator<Item = &'a Timed<Assessment>> {
    let oldest = day_months_before(then.time(), settings.rating_max_age());
    counting(now, subject, Some(oldest))
}

/// Each assessor's latest rating of `subject`, in order of assessors.
#[must_use]
pub fn latest_between<'a>(
    then: View<'_>,
    now: View<'a>,
    subject: Trait,
    settings: &Settings,
) -> Vec<Verdict<'a>> {
    latest(ratings_between(then, now, subject, settings))
}

/// Each assessor's latest rating of `subject`, in order of assessors.
#[must_use]
pub fn shrunken_between(
    then: View<'_>,
    now: View<'_>,
    rated: Trait,
    settings: &Settings,
) -> Option<Ppm> {
    let ratings = ratings_between(then, now, rated, settings);
    mean_of_means(ratings, now, settings).map(|(value, _, _)| value)
}

/// The rating r over `ratings` at `view`, the number of ratings, and the time of the newest.
fn mean_of_means<'a>(
    ratings: impl Iterator<Item = &'a Timed<Assessment>>,
    view: View<'_>,
    settings: &Settings,
) -> Option<(Ppm, i64, Option<Time>)> {
    let numbers = &settings.numbers;
    let mut by_assessor: Vec<(&str, i128, i128)> = Vec::new();
    let (mut count, mut newest) = (0, None);
    for rating in ratings {
        let age = days_between(day_of(rating.time), view.day());
        let weight = i128::from(half_life_weight(age, numbers.rating_half_life_days));
        let assessor = rating.value.assessor.as_str();
        let rated = weight * i128::from(rating.value.rating) * i128::from(ONE);
        match by_assessor.binary_search_by_key(&assessor, |sums| sums.0) {
            Ok(at) => {
                by_assessor[at].1 += rated;
                by_assessor[at].2 += weight;
            }
            Err(at) => by_assessor.insert(at, (assessor, rated, weight)),
        }
        count += 1;
        newest = Some(rating.time);
    }
    if by_assessor.is_empty() {
        return None;
    }
    let means: i128 = by_assessor
        .iter()
        .map(|(_, sum, weight)| floor_div(*sum, *weight))
        .sum();
    let assessors = by_assessor.len() as i64;
    let prior_weight = i128::from(numbers.rating_prior_weight);
    let numerator = i128::from(numbers.rating_prior) * prior_weight + means * i128::from(ONE);
    let denominator = prior_weight + i128::from(assessors) * i128::from(ONE);
    let value = crate::money::saturate(floor_div(numerator, denominator));
    Some((value, count, newest))
}

/// The rating r, with the assessors' statements in words.
pub(super) fn rating(subject: &Subject<'_>, rated: Trait) -> Option<Observed> {
    let ratings = || counting(subject.view, rated, Some(subject.oldest_rating));
    let (value, count, newest) = mean_of_means(ratings(), subject.view, subject.settings)?;
    let by = || latest(ratings());
    Some(
        Observed::measured(value, "rating")
            .resting_on(count, newest)
            .said(subject, || super::said(rated, &by())),
    )
}

/// `2^(-age / half-life)` in millionths, rounded once, at least one millionth.
fn half_life_weight(age_days: i64, half_life_days: i64) -> Ppm {
    let weight = libm::exp2(-(age_days as f64) / half_life_days as f64);
    (libm::round(weight * 1e6) as Ppm).max(1)
}
