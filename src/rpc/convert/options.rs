//! When and by which model to answer.

use super::check::{Check, Read};
use super::rule;
use super::text::ID_MAX;
use crate::answer::{Asked, Choice, Shelf};
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::store::Knowledge;
use domain::time::Time;

/// A question's options: the times, as asked, and the model.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// When the answer speaks for.
    pub(crate) asked: Asked,
    /// By which model.
    pub(crate) choice: Choice,
}

/// Reads options. Only the time of knowledge given: the answer speaks for the same time.
pub(crate) fn from_wire(
    mut check: Check,
    shelf: &Shelf,
    wire: Option<pb::AnswerOptions>,
) -> Result<Options, Error> {
    let now = check.terms.now;
    let pb::AnswerOptions {
        as_of_time,
        as_known_time,
        model_id,
        model_version,
    } = wire.unwrap_or_default();
    let times = check.at("options", |check| {
        let at = check.optional_time("as_of_time", as_of_time);
        let at = at.and_then(|time| not_in_future(check, "as_of_time", time, now));
        let known = check.optional_time("as_known_time", as_known_time);
        let known = known.and_then(|time| not_in_future(check, "as_known_time", time, now));
        model_rules(check, &model_id, model_version)?;
        let model_id = check.line("model_id", model_id, ID_MAX);
        Ok((at?, known?, model_id?))
    });
    let (at, known, model_id) = check.finish(times)?;
    let asked = Asked {
        at: at.or(known).unwrap_or(now),
        knowledge: known.map_or(Knowledge::Now, Knowledge::At),
    };
    let choice = if model_id.is_empty() {
        Choice::Active
    } else {
        Choice::Named(shelf.named(&model_id, model_version)?)
    };
    Ok(Options { asked, choice })
}

fn not_in_future(
    check: &mut Check,
    field: &str,
    time: Option<Time>,
    now: Time,
) -> Read<Option<Time>> {
    if time.is_some_and(|time| time > now) {
        let description = "must not be in the future: leave it out for now";
        return Err(check.violated(field, rule::TIME_IN_FUTURE, description));
    }
    Ok(time)
}

fn model_rules(check: &mut Check, model_id: &str, version: i32) -> Read<()> {
    if version < 0 {
        let description = "must be 0 or more: 0 is the newest";
        return Err(check.violated("model_version", rule::OUT_OF_RANGE, description));
    }
    if version > 0 && model_id.is_empty() {
        let description = "must be given with model_version: name the model, or leave out both";
        return Err(check.violated("model_id", rule::REQUIRED, description));
    }
    Ok(())
}
