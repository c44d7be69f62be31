//! The time, the knowledge and the model that a question asks for.

use super::check::{Check, Read};
use super::rule;
use super::text::ID_MAX;
use crate::evaluate::{AsOf, Question};
use crate::models::{ModelChoice, Models};
use crate::pb::v1 as pb;
use crate::store::Knowledge;
use domain::time::Time;
use std::sync::Arc;

impl Check {
    /// Reads the options of a question that `models` may answer. If only the time of knowledge is given, the
    /// answer is about that time too.
    pub(crate) fn question(
        &mut self,
        wire: Option<pb::AnswerOptions>,
        models: Arc<Models>,
    ) -> Read<Question> {
        let now = self.terms.now;
        let pb::AnswerOptions {
            as_of_time,
            as_known_time,
            model_id,
            model_version,
        } = wire.unwrap_or_default();
        let (at, known, model_id) = self.at("options", |check| {
            let at = check.optional_time("as_of_time", as_of_time);
            let at = at.and_then(|time| not_in_future(check, "as_of_time", time, now));
            let known = check.optional_time("as_known_time", as_known_time);
            let known = known.and_then(|time| not_in_future(check, "as_known_time", time, now));
            (at, known, named_model(check, model_id, model_version))
        });
        let models = match model_id?.as_str() {
            "" => ModelChoice::Active(models),
            id => {
                let named = models.named(id, model_version);
                ModelChoice::Named(named.map_err(|error| self.refused(error))?)
            }
        };
        let (at, known) = (at?, known?);
        Ok(Question {
            as_of: AsOf {
                at: at.or(known).unwrap_or(now),
                knowledge: known.map_or(Knowledge::Now, Knowledge::At),
            },
            models,
        })
    }

    /// Whether the caller asks for the full view.
    pub(crate) fn is_full_view(&mut self, wire: i32, default: pb::ScoreView) -> Read<bool> {
        let view = pb::ScoreView::try_from(wire).map_err(|_| {
            let description = format!("`{wire}` is no view: name one from the contract");
            self.violated("view", rule::UNKNOWN_ENUM, description)
        })?;
        let view = if view == pb::ScoreView::Unspecified {
            default
        } else {
            view
        };
        Ok(view == pb::ScoreView::Full)
    }
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

fn named_model(check: &mut Check, id: String, version: i32) -> Read<String> {
    let id = check.line("model_id", id, ID_MAX);
    if version < 0 {
        let description = "must be 0 or more: 0 is the newest";
        return Err(check.violated("model_version", rule::OUT_OF_RANGE, description));
    }
    let id = id?;
    if version > 0 && id.is_empty() {
        let description = "must be given with model_version: name the model, or leave out both";
        return Err(check.violated("model_id", rule::REQUIRED, description));
    }
    Ok(id)
}
