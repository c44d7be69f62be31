//! The filters, orders and positions of lists.

use super::attribute::{KEY_MAX, VALUE_MAX};
use super::check::{Check, Read};
use super::name::Named;
use super::rule;
use super::text::ID_MAX;
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::rpc::page::Position;
use crate::store::{Place, StandingFilter};

/// The most values of one filter field.
const VALUES_MAX: usize = 20;

/// Reads a filter of standings.
pub(crate) fn filter(check: &mut Check, wire: pb::ScoreFilter) -> Read<StandingFilter> {
    let pb::ScoreFilter {
        classes,
        min_points,
        max_points,
        acquisition_sources,
        attributes,
        modes,
        standings,
    } = wire;
    let min_points = check.optional_within("min_points", min_points, &(0..=1000));
    let max_points = check.optional_within("max_points", max_points, &(0..=1000));
    let order = points_order(check, &min_points, &max_points);
    let classes = all_of(check, "classes", &classes);
    let modes = all_of(check, "modes", &modes);
    let standings = all_of(check, "standings", &standings);
    let sources = few(check, "acquisition_sources", acquisition_sources);
    let sources = sources.and_then(|wire| source_filters(check, wire));
    let attributes = few(check, "attributes", attributes);
    let attributes = attributes.and_then(|wire| attribute_filters(check, wire));
    order?;
    Ok(StandingFilter {
        classes: classes?,
        min_points: min_points?,
        max_points: max_points?,
        acquisition_sources: sources?,
        attributes: attributes?,
        modes: modes?,
        standings: standings?,
    })
}

fn few<T>(check: &mut Check, field: &str, items: Vec<T>) -> Read<Vec<T>> {
    if items.len() <= VALUES_MAX {
        return Ok(items);
    }
    let description = format!(
        "must have at most {VALUES_MAX} items, and has {}",
        items.len()
    );
    Err(check.violated(field, rule::TOO_MANY, description))
}

fn points_order(check: &mut Check, min: &Read<Option<i32>>, max: &Read<Option<i32>>) -> Read<()> {
    match (min, max) {
        (Ok(Some(min)), Ok(Some(max))) if min > max => {
            let description =
                format!("must not be above max_points, which is `{max}`, and is `{min}`");
            Err(check.violated("min_points", rule::OUT_OF_RANGE, description))
        }
        _ => Ok(()),
    }
}

fn source_filters(check: &mut Check, wire: Vec<String>) -> Read<Vec<String>> {
    let read =
        |(index, source)| check.line(&format!("acquisition_sources[{index}]"), source, ID_MAX);
    let sources: Vec<Read<_>> = wire.into_iter().enumerate().map(read).collect();
    sources.into_iter().collect()
}

fn attribute_filters(
    check: &mut Check,
    wire: Vec<pb::AttributeFilter>,
) -> Read<Vec<(String, String)>> {
    let read = |(index, pb::AttributeFilter { key, value })| {
        check.at(&format!("attributes[{index}]"), |check| {
            let key = check.key("key", key, KEY_MAX);
            let value = check.key("value", value, VALUE_MAX);
            Ok((key?, value?))
        })
    };
    let filters: Vec<Read<_>> = wire.into_iter().enumerate().map(read).collect();
    filters.into_iter().collect()
}

/// Values of an enum; an empty list means all values.
pub(crate) fn all_of<N: Named>(check: &mut Check, field: &str, wire: &[i32]) -> Read<Vec<N>> {
    let values: Vec<Read<N>> = wire
        .iter()
        .enumerate()
        .map(|(index, value)| check.one_of(&format!("{field}[{index}]"), *value))
        .collect();
    values.into_iter().collect()
}

/// The place in the list where a page ended.
pub(crate) fn place(position: Position) -> Result<Place, Error> {
    let number = match position.numbers.as_slice() {
        [number] => Some(*number),
        _ => None,
    };
    let id = <[String; 1]>::try_from(position.ids).ok();
    let (number, [customer_id]) = number.zip(id).ok_or(Error::InvalidPageToken)?;
    Ok(Place {
        number,
        customer_id,
    })
}
