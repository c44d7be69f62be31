//! From the written form to a model, with every rule checked.

use super::document::{
    ClassesDocument, CriterionDocument, Document, HourDocument, PillarDocument, SettingsDocument,
};
use super::{Classes, Criterion, Model, Pillar, Settings, SignalKind};
use crate::fact::EffortKind;
use crate::history::EFFORT_KINDS;
use crate::ratio::{Curve, Ppm, ppm};
use std::collections::BTreeSet;

/// Why a document is no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct InvalidModel {
    /// Where in the document, such as `pillars[0].criteria[2].curve`.
    pub path: String,
    /// Which rule is broken.
    pub problem: String,
}

type Parsed<T> = Result<T, InvalidModel>;

fn invalid<T>(path: impl Into<String>, problem: impl Into<String>) -> Parsed<T> {
    Err(InvalidModel {
        path: path.into(),
        problem: problem.into(),
    })
}

/// Weights and sums stay far inside the range of exact arithmetic.
const WEIGHT_MAX: i64 = 1_000_000;

/// The curve that ratings are read on: the shrinkage has already been applied.
const RATING_CURVE: [(f64, f64); 4] = [(1.0, 0.0), (3.0, 0.5), (4.0, 0.85), (5.0, 1.0)];

impl Model {
    /// Reads a model from a YAML or JSON document.
    ///
    /// # Errors
    /// Says where the document breaks which rule.
    pub fn parse(text: &str) -> Parsed<Self> {
        let document: Document = serde_saphyr::from_str(text).map_err(|error| InvalidModel {
            path: "document".to_owned(),
            problem: error.to_string(),
        })?;
        Self::from_document(document)
    }

    fn from_document(document: Document) -> Parsed<Self> {
        if document.version < 1 {
            return invalid("version", "must be 1 or more");
        }
        if document.id.is_empty() || document.id.len() > 128 {
            return invalid("id", "must have 1 to 128 characters");
        }
        let weights = effective_weights(&document.pillars)?;
        let pillars = document
            .pillars
            .into_iter()
            .zip(weights)
            .enumerate()
            .map(|(at, (pillar, weights))| {
                parse_pillar(&format!("pillars[{at}]"), pillar, &weights)
            })
            .collect::<Parsed<Vec<_>>>()?;
        check_unique(&pillars)?;
        Ok(Self {
            id: document.id,
            version: document.version,
            description: document.description,
            applies_when: document.applies_when,
            pillars,
            settings: parse_settings(&document.settings)?,
            classes: parse_classes(&document.classes)?,
        })
    }
}

/// Whole numbers in the proportions that the pillars' and their criteria's weights give.
fn effective_weights(pillars: &[PillarDocument]) -> Parsed<Vec<Vec<i64>>> {
    let mut sums = Vec::new();
    for (at, pillar) in pillars.iter().enumerate() {
        let path = format!("pillars[{at}]");
        if pillar.criteria.is_empty() {
            return invalid(format!("{path}.criteria"), "must not be empty");
        }
        let weights = pillar.criteria.iter().map(|criterion| criterion.weight);
        if weights
            .clone()
            .chain(pillar.weight)
            .any(|weight| !(1..=WEIGHT_MAX).contains(&weight))
        {
            return invalid(
                format!("{path}.weight"),
                "weights must lie between 1 and 1,000,000",
            );
        }
        sums.push(weights.sum::<i64>());
    }
    if sums.is_empty() {
        return invalid("pillars", "must not be empty");
    }
    let common = sums
        .iter()
        .try_fold(1i64, |all, sum| (all / gcd(all, *sum)).checked_mul(*sum));
    let Some(common) = common.filter(|common| *common < 1 << 40) else {
        return invalid(
            "pillars",
            "weights are too uneven: use smaller whole numbers",
        );
    };
    let mut weights: Vec<Vec<i64>> = Vec::new();
    for (pillar, sum) in pillars.iter().zip(&sums) {
        let scale = i128::from(pillar.weight.unwrap_or(*sum)) * i128::from(common / sum);
        let scaled = pillar
            .criteria
            .iter()
            .map(|criterion| i128::from(criterion.weight) * scale);
        weights.push(scaled.map(crate::money::saturate).collect());
    }
    let divisor = weights
        .iter()
        .flatten()
        .fold(0, |all, weight| gcd(all, *weight));
    weights
        .iter_mut()
        .flatten()
        .for_each(|weight| *weight /= divisor);
    Ok(weights)
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn parse_pillar(path: &str, pillar: PillarDocument, weights: &[i64]) -> Parsed<Pillar> {
    let criteria = pillar
        .criteria
        .into_iter()
        .zip(weights)
        .enumerate()
        .map(|(at, (criterion, weight))| {
            parse_criterion(&format!("{path}.criteria[{at}]"), criterion, *weight)
        })
        .collect::<Parsed<Vec<_>>>()?;
    Ok(Pillar {
        id: pillar.id,
        name: pillar.name,
        applies_when: pillar.applies_when,
        criteria,
    })
}

fn parse_criterion(path: &str, document: CriterionDocument, weight: i64) -> Parsed<Criterion> {
    let signal = parse_signal(path, &document)?;
    let knots = match document.curve {
        Some(knots) => knots,
        None if matches!(signal, SignalKind::Rating(_)) => RATING_CURVE.to_vec(),
        None => {
            return invalid(
                format!("{path}.curve"),
                "is required for every signal but rating",
            );
        }
    };
    if knots
        .iter()
        .any(|(x, y)| !x.is_finite() || !y.is_finite() || x.abs() > 1e9)
    {
        return invalid(
            format!("{path}.curve"),
            "numbers must lie between -1e9 and 1e9",
        );
    }
    let knots = knots.into_iter().map(|(x, y)| (ppm(x), ppm(y))).collect();
    let curve = Curve::new(knots).map_err(|problem| InvalidModel {
        path: format!("{path}.curve"),
        problem,
    })?;
    Ok(Criterion {
        id: document.id,
        name: document.name,
        question: document.question,
        signal,
        weight,
        curve,
        applies_when: document.applies_when,
        missing: document.missing,
    })
}

fn parse_signal(path: &str, document: &CriterionDocument) -> Parsed<SignalKind> {
    Ok(match document.signal.as_str() {
        "negotiation_value_recognition" => SignalKind::NegotiationValueRecognition,
        "negotiation_discount_asked" => SignalKind::NegotiationDiscountAsked,
        "negotiation_rounds" => SignalKind::NegotiationRounds,
        "punctuality" => SignalKind::Punctuality,
        "accounting_effort" => SignalKind::AccountingEffort,
        "margin" => SignalKind::Margin,
        "rating" => match document.subject {
            Some(subject) => SignalKind::Rating(subject),
            None => return invalid(format!("{path}.trait"), "is required for the signal rating"),
        },
        "expansion" => match &document.measure {
            Some(measure) => SignalKind::Expansion(measure.clone()),
            None => {
                return invalid(
                    format!("{path}.measure"),
                    "is required for the signal expansion",
                );
            }
        },
        "spend_growth" => SignalKind::SpendGrowth,
        "wallet_share" => SignalKind::WalletShare,
        "fewer_vendors" => SignalKind::FewerVendors,
        "paying_referrals" => SignalKind::PayingReferrals,
        "brought" => SignalKind::Brought,
        "unbilled" => SignalKind::Unbilled,
        "minutes_per_revenue" => SignalKind::MinutesPerRevenue,
        "cost_to_acquire" => SignalKind::CostToAcquire,
        "purchase_recency" => SignalKind::PurchaseRecency,
        "purchase_rhythm" => SignalKind::PurchaseRhythm,
        "purchase_days" => SignalKind::PurchaseDays,
        "value" => SignalKind::Value,
        other => {
            return invalid(
                format!("{path}.signal"),
                format!("there is no signal `{other}`"),
            );
        }
    })
}

fn check_unique(pillars: &[Pillar]) -> Parsed<()> {
    let mut seen = BTreeSet::new();
    for pillar in pillars {
        let ids = pillar
            .criteria
            .iter()
            .map(|criterion| ("criterion", criterion.id.as_str()));
        for id in ids.chain([("pillar", pillar.id.as_str())]) {
            if id.1.is_empty() || !seen.insert(id) {
                return invalid(
                    "pillars",
                    format!("{} id `{}` is empty or used twice", id.0, id.1),
                );
            }
        }
    }
    Ok(())
}

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

fn parse_settings(document: &SettingsDocument) -> Parsed<Settings> {
    let hour = |kind: EffortKind| document.hour_by_kind.get(&kind).unwrap_or(&document.hour);
    let micros = |pick: fn(&HourDocument) -> f64| -> Parsed<[i64; 4]> {
        let mut by_kind = [0; 4];
        for kind in EFFORT_KINDS {
            by_kind[kind as usize] = within("settings.hour", pick(hour(kind)), 0.0..=1e6)?;
        }
        Ok(by_kind)
    };
    Ok(Settings {
        hour_cost: micros(|hour| hour.cost)?,
        hour_price: micros(|hour| hour.price)?,
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

fn parse_classes(document: &ClassesDocument) -> Parsed<Classes> {
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
