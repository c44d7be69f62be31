//! The stories about money and time: the penny-pincher, the squeaky wheel, the three-million account.
use super::steady::{FAIR, NEAR, OWNER, RARE, Steady, rate};
use super::told::{Book, business};
use crate::demo::journal::Journal;
use crate::pb::v1::{
    ActionKind, CostKind, EffortBilling, Negotiation, NegotiationMoment, Trait, VoiceKind,
};

/// Tells the three.
pub(super) fn tell(book: &mut Book) {
    penny_pincher(book);
    squeaky_wheel(book);
    three_million(book);
}

/// About 331 points. Money 50 of 200: discount asked .15, rounds 0, recognition 0, punctuality
/// (7 + .65)/(12 + 1.09) = .58 gives .25, invoicing 90 minutes a month .5, margin .1 gives .33.
/// Owner .375: 60. Referrals: nobody, 15 for opening doors. Relationship 76, effort 56.
/// The floor does not hold: three of the last six invoices were late.
fn penny_pincher(book: &mut Book) {
    let steady = Steady {
        late: &[1, 3, 4, 7, 9],
        work: (300, EffortBilling::Included),
        invoicing: 90,
        ..Steady::ordinary(12, 400)
    };
    let who = business(
        "story-penny-pincher",
        "Grindlewick Bathrooms",
        "crafts",
        "search-ads",
        steady.joined(),
    );
    book.add(who, |journal| {
        journal.negotiation(
            steady.joined() - 14,
            Negotiation {
                moment: NegotiationMoment::FirstDeal.into(),
                discount_asked_bps: Some(2_500),
                discount_granted_bps: Some(800),
                rounds: Some(6),
                value_recognition: Some(1),
            },
        );
        steady.tell(journal);
        journal.voice(
            -150,
            VoiceKind::Complaint,
            "A quarter less and I pay tomorrow",
        );
        journal.voice(
            -48,
            VoiceKind::Complaint,
            "My nephew would do this for half",
        );
        let ratings: [(&[Trait], i32); 4] = [
            (OWNER, 2),
            (
                &[
                    Trait::ValuesOurWork,
                    Trait::RealisticExpectations,
                    Trait::OpensDoors,
                ],
                2,
            ),
            (&[Trait::PaysFairPrice], 1),
            (
                &[
                    Trait::GladToHearFrom,
                    Trait::RespectsUs,
                    Trait::MoodFits,
                    Trait::HasDestination,
                ],
                3,
            ),
        ];
        // The owner was seen within the first half year already.
        rate(journal, (steady.joined() + 150, "anna"), &[(OWNER, 2)]);
        rate(journal, (-62, "anna"), &ratings);
    });
}

/// About 294 points. 1,000 minutes per 1,000 of revenue (the first half year's invoicing included), 600
/// of them given away: unbilled .6 gives 0,
/// minutes not billed 600 give .25, margin just below zero. Punctuality 8 of 12: .66 gives .35.
/// Billing the 600 minutes at 120 an hour would bring 1,200 a month, so letting go is not the answer.
fn squeaky_wheel(book: &mut Book) {
    let steady = Steady {
        late: &[0, 2, 3, 8],
        work: (360, EffortBilling::Billed),
        given_away: 600,
        invoicing: 80,
        ..Steady::ordinary(12, 1_000)
    };
    let who = business(
        "story-squeaky-wheel",
        "Pottinger Lane Gallery",
        "leisure",
        "trade-fair",
        steady.joined(),
    );
    book.add(who, |journal| {
        journal.cost(steady.joined() - 2, CostKind::Acquisition, 45_000);
        steady.tell(journal);
        for day in [-201, -134, -70, -29] {
            journal.voice(
                day,
                VoiceKind::Complaint,
                "I called three times this morning",
            );
        }
        let ratings: [(&[Trait], i32); 4] = [
            (OWNER, 2),
            (
                &[Trait::PaysFairPrice, Trait::MoodFits, Trait::OpensDoors],
                2,
            ),
            (&[Trait::RealisticExpectations], 1),
            (
                &[
                    Trait::GladToHearFrom,
                    Trait::RespectsUs,
                    Trait::ValuesOurWork,
                ],
                3,
            ),
        ];
        rate(journal, (-55, "jonas"), &ratings);
        journal.rate(-55, "jonas", Trait::HasDestination, 3);
    });
}

/// About 802 points: all that is best, but respect, gladness and value are rated 1 by two people, which
/// caps the class at BAD. Two customers came through them, so letting them go puts a tree at risk.
fn three_million(book: &mut Book) {
    let steady = Steady {
        work: (30_000, EffortBilling::Billed),
        invoicing: 20,
        ..Steady::ordinary(36, 83_335)
    };
    let id = "story-three-million";
    let joined = steady.joined();
    book.add(
        business(id, "Vanterpool Holdings", "property", "trade-fair", joined),
        |journal| {
            journal.cost(joined - 2, CostKind::Acquisition, 900_000);
            best_deal(journal, joined - 15);
            steady.tell(journal);
            for ago in 0..13 {
                let grown = 13 - ago;
                let values = [
                    400 + 25 * grown,
                    30 + 2 * grown,
                    420 + 26 * grown,
                    80 + 6 * grown,
                ];
                journal.usage(-16 - 30 * ago as i32, values.map(|v| v * 1_000));
            }
            journal.wallet(-380, Some(8_000), Some(3));
            journal.wallet(-20, Some(9_200), Some(1));
            journal.referral(-700, "story-three-million-brought-1", Some(2_000));
            journal.referral(-500, "story-three-million-brought-2", None);
            journal.voice(
                -33,
                VoiceKind::Complaint,
                "I own you people, so pick up the phone",
            );
            for (day, who) in [(-75, "anna"), (-41, "jonas")] {
                rate(
                    journal,
                    (day, who),
                    &[(NEAR, 1), (OWNER, 5), (FAIR, 5), (RARE, 5)],
                );
                journal.rate(day, who, Trait::HasDestination, 5);
                journal.rate(day, who, Trait::OpensDoors, 5);
            }
            journal.action(
                -40,
                ActionKind::Called,
                ("Jonas, after the third postponed call", "shouted at"),
            );
        },
    );
    for (id, name, days) in [
        ("story-three-million-brought-1", "Kestrelmoor Lettings", 22),
        ("story-three-million-brought-2", "Abbotsfold Parking", 15),
    ] {
        let steady = Steady::ordinary(days, 700);
        let who = business(id, name, "property", "referral", steady.joined());
        book.add(who, |journal| {
            steady.tell(journal);
            rate(journal, (-80, "mila"), &[(OWNER, 4), (NEAR, 4), (FAIR, 3)]);
        });
    }
}

/// A first deal as it should be.
pub(super) fn best_deal(journal: &mut Journal, day: i32) {
    journal.negotiation(
        day,
        Negotiation {
            moment: NegotiationMoment::FirstDeal.into(),
            discount_asked_bps: Some(0),
            discount_granted_bps: None,
            rounds: Some(1),
            value_recognition: Some(5),
        },
    );
}
