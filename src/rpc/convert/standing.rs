//! Filters, orders and places of lists.

use super::{Check, rule};
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::rpc::page::Position;
use crate::store::{Place, ReferrerOrder, ScoreOrder, StandingFilter};
use domain::class::Class;
use domain::customer::Mode;

/// Most values of one filter field.
const VALUES_MAX: usize = 20;

/// Reads a filter of standings.
pub(crate) fn filter(check: &mut Check, wire: pb::ScoreFilter) -> Option<StandingFilter> {
    let pb::ScoreFilter { classes, min_points, max_points, acquisition_sources, attributes, modes } =
        wire;
    let min_points = check.optional_within("min_points", min_points, 0..=1000);
    let max_points = check.optional_within("max_points", max_points, 0..=1000);
    let classes = self::classes(check, &classes);
    let modes = self::modes(check, &modes);
    let sources = few(check, "acquisition_sources", acquisition_sources.len());
    let attributes_few = few(check, "attributes", attributes.len());
    let attributes: Option<Vec<(String, String)>> = attributes
        .into_iter()
        .enumerate()
        .map(|(index, pb::AttributeFilter { key, value })| {
            check.at(&format!("attributes[{index}]"), |check| {
                let key = check.key("key", key, 64);
                let value = check.key("value", value, 128);
                key.zip(value)
            })
        })
        .collect();
    sources.and(attributes_few)?;
    Some(StandingFilter {
        classes: classes?,
        min_points: min_points?,
        max_points: max_points?,
        acquisition_sources,
        attributes: attributes?,
        modes: modes?,
    })
}

fn few(check: &mut Check, field: &str, count: usize) -> Option<()> {
    if count > VALUES_MAX {
        let description = format!("must have at most {VALUES_MAX} items, and has {count}");
        check.violated(field, rule::OUT_OF_RANGE, description);
        return None;
    }
    Some(())
}

fn classes(check: &mut Check, wire: &[i32]) -> Option<Vec<Class>> {
    let read = |(index, value): (usize, &i32)| {
        let class = match pb::CustomerClass::try_from(*value) {
            Ok(pb::CustomerClass::Ideal) => Some(Class::Ideal),
            Ok(pb::CustomerClass::Good) => Some(Class::Good),
            Ok(pb::CustomerClass::Ok) => Some(Class::Ok),
            Ok(pb::CustomerClass::Bad) => Some(Class::Bad),
            Ok(pb::CustomerClass::InsufficientData) => Some(Class::InsufficientData),
            Ok(pb::CustomerClass::Unspecified) | Err(_) => None,
        };
        known(check, &format!("classes[{index}]"), *value, class)
    };
    wire.iter().enumerate().map(read).collect()
}

/// Reads billing modes.
pub(crate) fn modes(check: &mut Check, wire: &[i32]) -> Option<Vec<Mode>> {
    let read = |(index, value): (usize, &i32)| {
        let mode = match pb::BillingMode::try_from(*value) {
            Ok(pb::BillingMode::None) => Some(Mode::None),
            Ok(pb::BillingMode::Invoiced) => Some(Mode::Invoiced),
            Ok(pb::BillingMode::Purchasing) => Some(Mode::Purchasing),
            Ok(pb::BillingMode::Unspecified) | Err(_) => None,
        };
        known(check, &format!("modes[{index}]"), *value, mode)
    };
    wire.iter().enumerate().map(read).collect()
}

fn known<T>(check: &mut Check, field: &str, value: i32, found: Option<T>) -> Option<T> {
    if found.is_none() {
        let description = format!("`{value}` is no value of this list: name one from the contract");
        check.violated(field, rule::UNKNOWN_ENUM, description);
    }
    found
}

/// Reads the order of a list of standings.
pub(crate) fn score_order(check: &mut Check, wire: i32) -> Option<ScoreOrder> {
    let order = match pb::ScoreOrder::try_from(wire) {
        Ok(pb::ScoreOrder::Unspecified | pb::ScoreOrder::PointsDesc) => Some(ScoreOrder::PointsDesc),
        Ok(pb::ScoreOrder::PointsAsc) => Some(ScoreOrder::PointsAsc),
        Ok(pb::ScoreOrder::OwnValueDesc) => Some(ScoreOrder::OwnValueDesc),
        Ok(pb::ScoreOrder::ContributionDesc) => Some(ScoreOrder::ContributionDesc),
        Ok(pb::ScoreOrder::CustomerId) => Some(ScoreOrder::CustomerId),
        Err(_) => None,
    };
    known(check, "order", wire, order)
}

/// Reads the order of the ranking of referrers.
pub(crate) fn referrer_order(check: &mut Check, wire: i32) -> Option<ReferrerOrder> {
    let order = match pb::ReferrerOrder::try_from(wire) {
        Ok(pb::ReferrerOrder::Unspecified | pb::ReferrerOrder::TotalValue) => {
            Some(ReferrerOrder::TotalValue)
        }
        Ok(pb::ReferrerOrder::BroughtValue) => Some(ReferrerOrder::BroughtValue),
        Ok(pb::ReferrerOrder::CreditedValue) => Some(ReferrerOrder::CreditedValue),
        Ok(pb::ReferrerOrder::PlacesGained) => Some(ReferrerOrder::PlacesGained),
        Err(_) => None,
    };
    known(check, "order", wire, order)
}

/// Where a page of a list ended.
pub(crate) fn place(position: Position) -> Result<Place, Error> {
    let number = match position.numbers.as_slice() {
        [number] => Some(*number),
        _ => None,
    };
    let id = <[String; 1]>::try_from(position.ids).ok();
    let (number, [customer_id]) = number.zip(id).ok_or(Error::InvalidPageToken)?;
    Ok(Place { number, customer_id })
}
