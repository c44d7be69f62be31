//! What an answer rests on.

use super::money::wire_money;
use super::name::Named;
use super::time::{timestamp, wire_date};
use crate::answer::{Answer, Asked, Compared, Origin, Referrals, is_settled};
use crate::pb::v1 as pb;
use crate::store::Knowledge;
use domain::money::{Currency, Micros};
use domain::portfolio::{Basis, Recorded};
use domain::time::Time;

/// What every answer is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// When the answer speaks for and what was known.
    pub(crate) asked: Asked,
    /// What time it is.
    pub(crate) now: Time,
    /// The currency of all sums.
    pub(crate) currency: Currency,
}

impl Frame {
    /// A sum on the wire.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "message fields are optional on the wire"
    )]
    pub(crate) fn money(&self, micros: Micros) -> Option<crate::pb::google_type::Money> {
        Some(wire_money(micros, self.currency))
    }

    /// What `answer` rests on.
    pub(crate) fn basis(&self, answer: &Answer) -> pb::AnswerBasis {
        let assessment = &answer.assessment;
        let known = match self.asked.knowledge {
            Knowledge::Now => None,
            Knowledge::At(known) => Some(known),
        };
        let settled = known.is_some_and(|known| is_settled(known, self.now));
        pb::AnswerBasis {
            as_of_time: Some(timestamp(self.asked.at)),
            as_known_time: known.map(timestamp),
            settled,
            customer_revision: if known.is_some() { 0 } else { answer.revision },
            model_id: answer.model.id.clone(),
            model_version: answer.model.version,
            portfolio: Some(self.portfolio(&assessment.basis, &answer.compared)),
            mode: assessment.mode.number(),
            standing: assessment.stands.standing.number(),
            effective_time: Some(timestamp(assessment.time)),
            class_time: Some(timestamp(assessment.stands.moment(assessment.asked))),
            model_made_later: answer.model_made_later,
            referral_publish_time: answer.referrals.publish_time().map(timestamp),
            referrals_of_today: matches!(answer.referrals, Referrals::OfToday(..)),
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
            effort_recorded: recorded(Recorded::Effort),
            cost_recorded: recorded(Recorded::Cost),
            acquisition_cost_recorded: recorded(Recorded::AcquisitionCost),
            payment_recorded: recorded(Recorded::Payment),
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
