//! The basis of an answer: the data it rests on.

use super::money::wire_money;
use super::name::Named;
use super::time::{timestamp, wire_date};
use crate::evaluate::{Evaluated, Question, Referrals};
use crate::pb::v1 as pb;
use crate::portfolio::{Compared, Origin};
use crate::store::Knowledge;
use domain::money::{Currency, Micros};
use domain::portfolio::{Basis, RecordedKind};
use domain::time::Time;

/// The context of every answer.
#[derive(Clone, Debug)]
pub(crate) struct AnswerContext {
    /// The time that the answer is about, the knowledge it may use, and the model.
    pub(crate) question: Question,
    /// The present time.
    pub(crate) now: Time,
    /// The reporting currency, in which all sums are.
    pub(crate) currency: Currency,
}

impl AnswerContext {
    /// A sum in wire form.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "message fields are optional on the wire"
    )]
    pub(crate) fn money(&self, micros: Micros) -> Option<crate::pb::google_type::Money> {
        Some(wire_money(micros, self.currency))
    }

    /// The basis of `evaluated` in wire form.
    pub(crate) fn basis(&self, evaluated: &Evaluated) -> pb::AnswerBasis {
        let evaluation = &evaluated.evaluation;
        let as_of = self.question.as_of;
        let known = match as_of.knowledge {
            Knowledge::Now => None,
            Knowledge::At(known) => Some(known),
        };
        pb::AnswerBasis {
            as_of_time: Some(timestamp(as_of.at)),
            as_known_time: known.map(timestamp),
            settled: as_of.knowledge.is_settled(self.now),
            customer_revision: if known.is_some() {
                0
            } else {
                evaluated.revision
            },
            model_id: evaluated.model.id.clone(),
            model_version: evaluated.model.version,
            portfolio: Some(self.portfolio(&evaluation.basis, &evaluated.compared)),
            mode: evaluation.mode.number(),
            standing: evaluation.stands.standing.number(),
            effective_time: Some(timestamp(evaluation.time)),
            class_time: Some(timestamp(evaluation.stands.moment(evaluation.as_of))),
            model_made_later: evaluated.model_made_later,
            referral_publish_time: evaluated.referrals.publish_time().map(timestamp),
            referrals_of_today: matches!(evaluated.referrals, Referrals::OfToday(..)),
            merged_customer_ids: evaluated.merged.clone(),
        }
    }

    fn portfolio(&self, basis: &Basis, compared: &Compared) -> pb::PortfolioBasis {
        let recorded = |kind| basis.recorded.contains(&kind);
        let publish_time = compared.publication.map(|(_, time)| time);
        pb::PortfolioBasis {
            boundary_date: publish_time.map(|_| wire_date(basis.boundary.first_day())),
            customer_count: i32::try_from(basis.customer_count).unwrap_or(i32::MAX),
            top_fifth_contribution: basis
                .contribution_cutoff
                .and_then(|value| self.money(value)),
            top_fifth_brought: basis.brought_cutoff.and_then(|value| self.money(value)),
            median_value: basis.median_value.and_then(|value| self.money(value)),
            effort_recorded: recorded(RecordedKind::Effort),
            cost_recorded: recorded(RecordedKind::Cost),
            acquisition_cost_recorded: recorded(RecordedKind::AcquisitionCost),
            payment_recorded: recorded(RecordedKind::Payment),
            mean_acquisition_cost: self.money(basis.mean_acquisition_cost),
            last_payment_date: basis.last_payment.map(wire_date),
            publish_time: publish_time.map(timestamp),
            origin: origin(compared.origin).into(),
        }
    }
}

fn origin(origin: Origin) -> pb::FiguresOrigin {
    match origin {
        Origin::None => pb::FiguresOrigin::None,
        Origin::Published => pb::FiguresOrigin::Published,
        Origin::PublishedLater => pb::FiguresOrigin::PublishedLater,
        Origin::Reconstructed => pb::FiguresOrigin::Reconstructed,
    }
}
