//! To whom something of a model applies.

use crate::customer::{BuysAs, CustomerKind, Mode, Standing};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A condition on a customer. It holds if every given field matches; several values of one field are
/// alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// Business or private person.
    pub kind: Vec<CustomerKind>,
    /// How they pay us.
    pub mode: Vec<Mode>,
    /// Where they stand with us.
    pub standing: Vec<Standing>,
    /// The use that they make of what they buy.
    pub buys_as: Vec<BuysAs>,
    /// Attributes that must have one of these values.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Whether nothing is recorded except ratings, words, actions and referrals.
    pub only_people_have_spoken: Option<bool>,
}
