//! The written form of a model: YAML or JSON. Everything has a default but the criteria.

use crate::customer::{BuysAs, CustomerKind, Mode};
use crate::fact::Trait;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) version: i32,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) applies_when: Condition,
    pub(super) pillars: Vec<PillarDocument>,
    #[serde(default)]
    pub(super) settings: SettingsDocument,
    #[serde(default)]
    pub(super) classes: ClassesDocument,
}

/// Holds where every given field holds; several values of one field are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// Business or private person.
    pub kind: Vec<CustomerKind>,
    /// How they pay us.
    pub mode: Vec<Mode>,
    /// What they do with what they buy.
    pub buys_as: Vec<BuysAs>,
    /// Attributes that must have one of these values.
    pub attributes: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PillarDocument {
    pub(super) id: String,
    pub(super) name: String,
    /// Default: the sum of its criteria's weights.
    pub(super) weight: Option<i64>,
    #[serde(default)]
    pub(super) applies_when: Condition,
    pub(super) criteria: Vec<CriterionDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionDocument {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) question: String,
    pub(super) signal: String,
    #[serde(rename = "trait")]
    pub(super) subject: Option<Trait>,
    pub(super) measure: Option<String>,
    pub(super) weight: i64,
    /// Default: the curve of ratings.
    pub(super) curve: Option<Vec<(f64, f64)>>,
    #[serde(default)]
    pub(super) applies_when: Condition,
    #[serde(default)]
    pub(super) missing: super::MissingPolicy,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SettingsDocument {
    pub(super) late_money_rate: f64,
    pub(super) written_off_after_days: i64,
    pub(super) rating_half_life_days: i64,
    pub(super) rating_max_age_months: u32,
    pub(super) rating_prior: f64,
    pub(super) rating_prior_weight: f64,
    pub(super) punctuality_prior_on_time: f64,
    pub(super) punctuality_prior_due: f64,
    pub(super) referral_passed_up: f64,
    pub(super) would_have_come_anyway_bps: i32,
}

impl Default for SettingsDocument {
    fn default() -> Self {
        Self {
            late_money_rate: 0.08,
            written_off_after_days: 90,
            rating_half_life_days: 180,
            rating_max_age_months: 24,
            rating_prior: 3.0,
            rating_prior_weight: 1.0,
            punctuality_prior_on_time: 0.65,
            punctuality_prior_due: 1.09,
            referral_passed_up: 0.5,
            would_have_come_anyway_bps: 5000,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClassesDocument {
    pub(super) ok_from: i64,
    pub(super) good_from: i64,
    pub(super) min_coverage: f64,
    pub(super) min_coverage_for_ok: f64,
    pub(super) nice_min_rating: i32,
    pub(super) on_time_share: f64,
    pub(super) brought_times_median: f64,
    pub(super) hide_max_rating: i32,
    pub(super) value_max_rating: i32,
    pub(super) proof_days_apart: i64,
    pub(super) overdue_max_days: i64,
    pub(super) held_points: i64,
    pub(super) held_days: i64,
}

impl Default for ClassesDocument {
    fn default() -> Self {
        Self {
            ok_from: 400,
            good_from: 700,
            min_coverage: 0.3,
            min_coverage_for_ok: 0.1,
            nice_min_rating: 3,
            on_time_share: 0.8,
            brought_times_median: 2.0,
            hide_max_rating: 2,
            value_max_rating: 2,
            proof_days_apart: 30,
            overdue_max_days: 60,
            held_points: 20,
            held_days: 14,
        }
    }
}
