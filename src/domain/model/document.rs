//! The written form of a model, in YAML or JSON. Settings, lines, class rules and conditions have defaults.

use super::condition::Condition;
use super::number::Written;
use super::rule::{ClassRules, HalfRole, Reading};
use crate::fact::Trait;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) format: i32,
    pub(super) id: String,
    pub(super) version: i32,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) applies_when: Condition,
    pub(super) pillars: Vec<PillarDocument>,
    #[serde(default)]
    pub(super) settings: Written,
    #[serde(default)]
    pub(super) findings: Written,
    pub(super) classes: Option<ClassRules>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PillarDocument {
    pub(super) id: String,
    pub(super) name: String,
    /// Default: the sum of the weights of its criteria.
    pub(super) weight: Option<i64>,
    /// The half that the pillar measures, if any: the money or the owner.
    pub(super) half: Option<HalfRole>,
    /// Its weight in each reading over several pillars.
    #[serde(default)]
    pub(super) readings: BTreeMap<Reading, i64>,
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
    /// Default: the curve of ratings. Other signals must give a curve.
    pub(super) curve: Option<Vec<(f64, f64)>>,
    #[serde(default)]
    pub(super) applies_when: Condition,
    #[serde(default)]
    pub(super) missing: super::MissingPolicy,
    /// Its weight in each reading over several pillars.
    #[serde(default)]
    pub(super) lasting: bool,
}
