//! The prospects: a first talk, some words, a few impressions, and for two of them a recommendation. Each
//! prospect differs, so that each shows another view of a deal before it starts.
use super::cast::{BROUGHT, PROSPECT_PARTS, SOURCES};
use super::journal::Journal;
use super::line::Customer;
use super::plan::Plan;
use super::words::trades;
use customer_quality::pb::v1::{
    ActionKind, Assessment, Negotiation, NegotiationMoment, Trait, VoiceKind,
};

/// The recommended prospects, each with the index of its referrer among the customers who recommend the
/// firm, counted from the newest.
const RECOMMENDED: [(usize, usize); 2] = [(0, 2), (3, 9)];

/// The results of the first talks with a prospect.
struct Talks {
    /// The outcome of the first call.
    call: &'static str,
    /// The discount asked for in basis points, the rounds, and whether they see the value.
    deal: (Option<i32>, Option<i32>, Option<i32>),
    /// Impressions, each with its reason.
    seen: &'static [(Trait, i32, &'static str)],
}

const TALKS: [Talks; 5] = [
    // Everything is as it should be.
    Talks {
        call: "asked for an offer, and what we need from them",
        deal: (Some(0), Some(1), Some(5)),
        seen: &[
            (
                Trait::RespectsUs,
                5,
                "on time, prepared, and thanked us for coming",
            ),
            (Trait::GladToHearFrom, 4, ""),
            (Trait::LooksAhead, 4, "asked what the second year costs"),
            (Trait::HasDestination, 4, "a second workshop in two years"),
            (Trait::AbleToPay, 4, ""),
        ],
    },
    // Haggles over every penny before the first day.
    Talks {
        call: "asked for the price, and what is the least we would take",
        deal: (Some(2_500), Some(5), Some(2)),
        seen: &[
            (
                Trait::PaysFairPrice,
                1,
                "had three other offers on the table, face up",
            ),
            (Trait::AbleToPay, 4, "the money is there"),
        ],
    },
    // Nice, with little money.
    Talks {
        call: "asked for an offer, a small one",
        deal: (Some(1_000), Some(2), Some(4)),
        seen: &[
            (Trait::RespectsUs, 4, ""),
            (
                Trait::GladToHearFrom,
                5,
                "the coffee alone is worth the way",
            ),
            (Trait::AbleToPay, 2, "everything goes into the new roaster"),
        ],
    },
    // One call and a first figure. Nothing else is known yet.
    Talks {
        call: "asked for an offer",
        deal: (None, Some(1), None),
        seen: &[],
    },
    // Has no purpose for the work.
    Talks {
        call: "asked for an offer, did not say for what",
        deal: (Some(500), Some(3), Some(3)),
        seen: &[
            (Trait::RespectsUs, 4, ""),
            (
                Trait::HasDestination,
                1,
                "a second house, or none, or a move",
            ),
            (
                Trait::RealisticExpectations,
                2,
                "everything by Monday, then we will see",
            ),
        ],
    },
];

/// The prospects, each with their facts.
pub(super) fn text() -> String {
    let mut text = String::new();
    for (number, (part, told)) in PROSPECT_PARTS.into_iter().zip(&TALKS).enumerate() {
        let id = id(number);
        let mut journal = Journal::new(&id);
        talks((number, part.1), told, &mut journal);
        let recommended = RECOMMENDED.iter().any(|(n, _)| *n == number);
        let customer = Customer {
            id: &id,
            name: part.0,
            person: false,
            joined: None,
            source: if recommended {
                BROUGHT.0
            } else {
                SOURCES[number % SOURCES.len()].0
            },
            middleman: false,
            attributes: vec![
                ("data_set", vec!["service-business"]),
                ("region", vec!["river-valley"]),
                ("size", vec![["small", "medium", "large"][number % 3]]),
            ],
            trade: part.1,
        };
        text += &customer.line();
        text += &journal.into_text();
    }
    text
}

fn id(number: usize) -> String {
    format!("prospect-{}", number + 1)
}

fn talks((number, trade): (usize, &str), told: &Talks, journal: &mut Journal) {
    let day = -12 - 9 * number as i32;
    journal.action(day, ActionKind::Called, ("the first call", told.call));
    let need = trades::words(trade).0.last().copied().unwrap_or_default();
    journal.voice(day + 1, VoiceKind::Need, need);
    let (discount_asked_bps, rounds, value_recognition) = told.deal;
    let deal = Negotiation {
        moment: NegotiationMoment::FirstDeal.into(),
        discount_asked_bps,
        discount_granted_bps: None,
        rounds,
        value_recognition,
    };
    journal.negotiation(day + 4, deal);
    for (what, rating, note) in told.seen {
        let impression = Assessment {
            assessed_trait: (*what).into(),
            rating: *rating,
            assessor: "anna".to_owned(),
            note: (*note).to_owned(),
            ..Assessment::default()
        };
        journal.assessment(day + 5, &impression);
    }
}

/// Records that a customer recommended the firm to a prospect.
pub(super) fn tell_referrals(plan: &Plan, plans: &[Plan], journal: &mut Journal) {
    let mut recommending: Vec<usize> = plans
        .iter()
        .filter(|p| p.active(0) && plans.iter().any(|other| other.referrer == Some(p.place)))
        .map(|p| p.place)
        .collect();
    recommending.reverse();
    for (number, turn) in RECOMMENDED {
        if recommending.get(turn) == Some(&plan.place) {
            journal.referral(-20 - 9 * number as i32, &id(number), None);
        }
    }
}
