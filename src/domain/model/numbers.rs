//! The numbers of a model document, each held to its range.

use super::document::{ClassesDocument, SettingsDocument};
use super::parse::{Parsed, invalid};
use super::{Classes, Settings};
use crate::company::Company;
use crate::ratio::{Ppm, ppm};

/// `value` in millionths, if it lies within the range.
fn within(path: &str, value: f64, range: std::ops::RangeInclusive<f64>) -> Parsed<Ppm> {
    if range.contains(&value) {
        Ok(ppm(value))
    } else {
        invalid(
            path,
            format!("must lie between {} and {}", range.start(), range.end()),
        )
    }
}

fn whole<T: PartialOrd + std::fmt::Display + Copy>(
    path: &str,
    value: T,
    least: T,
    most: T,
) -> Parsed<T> {
    if least <= value && value <= most {
        Ok(value)
    } else {
        invalid(path, format!("must lie between {least} and {most}"))
    }
}

pub(super) fn parse_settings(document: &SettingsDocument) -> Parsed<Settings> {
    Ok(Settings {
        company: Company::default(),
        late_money_rate: within(
            "settings.late_money_rate",
            document.late_money_rate,
            0.0..=1.0,
        )?,
        written_off_after_days: whole(
            "settings.written_off_after_days",
            document.written_off_after_days,
            0,
            3650,
        )?,
        rating_half_life_days: whole(
            "settings.rating_half_life_days",
            document.rating_half_life_days,
            1,
            3650,
        )?,
        rating_max_age_months: whole(
            "settings.rating_max_age_months",
            document.rating_max_age_months,
            1,
            240,
        )?,
        rating_prior: within("settings.rating_prior", document.rating_prior, 1.0..=5.0)?,
        rating_prior_weight: within(
            "settings.rating_prior_weight",
            document.rating_prior_weight,
            0.0..=100.0,
        )?,
        punctuality_prior_on_time: within(
            "settings.punctuality_prior_on_time",
            document.punctuality_prior_on_time,
            0.0..=document.punctuality_prior_due,
        )?,
        punctuality_prior_due: within(
            "settings.punctuality_prior_due",
            document.punctuality_prior_due,
            0.0..=1000.0,
        )?,
        referral_passed_up: within(
            "settings.referral_passed_up",
            document.referral_passed_up,
            0.0..=1.0,
        )?,
        would_have_come_anyway_bps: whole(
            "settings.would_have_come_anyway_bps",
            document.would_have_come_anyway_bps,
            0,
            10_000,
        )?,
    })
}

pub(super) fn parse_classes(document: &ClassesDocument) -> Parsed<Classes> {
    let good_from = whole("classes.good_from", document.good_from, 1, 1000)?;
    Ok(Classes {
        ok_from: whole("classes.ok_from", document.ok_from, 0, good_from)?,
        good_from,
        min_coverage: within("classes.min_coverage", document.min_coverage, 0.0..=1.0)?,
        min_coverage_for_ok: within(
            "classes.min_coverage_for_ok",
            document.min_coverage_for_ok,
            0.0..=document.min_coverage,
        )?,
        nice_min_rating: whole("classes.nice_min_rating", document.nice_min_rating, 1, 5)?,
        on_time_share: within("classes.on_time_share", document.on_time_share, 0.0..=1.0)?,
        brought_times_median: within(
            "classes.brought_times_median",
            document.brought_times_median,
            0.0..=1000.0,
        )?,
        hide_max_rating: whole("classes.hide_max_rating", document.hide_max_rating, 1, 5)?,
        value_max_rating: whole("classes.value_max_rating", document.value_max_rating, 1, 5)?,
        proof_days_apart: whole(
            "classes.proof_days_apart",
            document.proof_days_apart,
            1,
            365,
        )?,
        overdue_max_days: whole(
            "classes.overdue_max_days",
            document.overdue_max_days,
            1,
            3650,
        )?,
        held_points: whole("classes.held_points", document.held_points, 0, 1000)?,
        held_days: whole("classes.held_days", document.held_days, 0, 28)?,
    })
}
