//! The stories about money and time: the penny-pincher, the squeaky wheel, the three-million account.
use super::journal::Journal;
use super::steady::{FAIR, NEAR, OWNER, RARE, Steady, rate};
use super::told::{Book, business};
use customer_quality::pb::v1::{
    ActionKind, CostKind, EffortBilling, Negotiation, NegotiationMoment, Trait, VoiceKind,
};

/// Writes the three stories.
pub(super) fn tell(book: &mut Book) {
    penny_pincher(book);
    squeaky_wheel(book);
    three_million(book);
}

/// BAD by three independent findings that say no. They do not pay: six of twelve invoices in time are under
/// 60 %. They do not see the value: they asked for a quarter off in six rounds, and both people rate it 2
/// or less. The owner does not look ahead: 2 throughout. They bring a little money, are neither nice nor
/// rude, and take no unbilled time. None of these helps or harms.
/// About 322 points: money 42 of 200, owner 60, opening doors 15, relationship 76, effort 56.
fn penny_pincher(book: &mut Book) {
    let steady = Steady {
        late: &[1, 3, 5, 7, 9, 11],
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
        // The owner was already seen within the first half year.
        rate(journal, (steady.joined() + 150, "anna"), &[(OWNER, 2)]);
        rate(journal, (-62, "anna"), &ratings);
        let value = "says that anybody could do it";
        journal.why("anna", Trait::ValuesOurWork, value);
        let price = "crossed out half of the lines and sent the bill back";
        journal.why("anna", Trait::PaysFairPrice, price);
    });
}

/// BAD because they cost the firm money and more findings say no. Every month costs 20 more than they pay,
/// and they brought nobody to make up for it. They take 120 unbilled hours a year, which is 60 % of their
/// hours and twice what they pay at 120 an hour. They do not see the value, and the owner does not look
/// ahead. Two thirds in time is neither yes nor no. Nobody says that they are not nice, and billing the 600
/// minutes would bring 1,200 a month. So the advice is to wean them, not to let them go.
/// About 300 points. 1,000 minutes per 1,000 of revenue (the first half year's invoicing included), 600 of
/// them given away: unbilled .6 gives 0, 600 unbilled minutes give .25, margin just below zero. Punctuality
/// 8 of 12: .66 gives .35.
fn squeaky_wheel(book: &mut Book) {
    let steady = Steady {
        late: &[0, 2, 3, 8],
        work: (380, EffortBilling::Billed),
        given_away: 600,
        invoicing: 40,
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
        for (day, words) in [
            (-201, "I called three times this morning"),
            (-134, "Just a quick question, and then two more"),
            (-70, "I was told that somebody would be here by now"),
            (-29, "I called four times this morning"),
        ] {
            journal.voice(day, VoiceKind::Complaint, words);
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
        let expects = "wants the answer before the question is asked";
        journal.why("jonas", Trait::RealisticExpectations, expects);
        let price = "does not see why a call should cost anything";
        journal.why("jonas", Trait::PaysFairPrice, price);
    });
}

/// BAD because they are not nice. Both people who know them rate respect and gladness 1. Nothing outweighs
/// that, neither being the largest nor paying on the day. Two customers came through them, so letting them
/// go puts a tree at risk, and the answer must mention it.
/// About 802 points: everything else is as good as it can be.
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
            seen_in_three_million(journal);
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

/// Everything about them is rated 5, except contact with them. Both people who know them rate that 1.
fn seen_in_three_million(journal: &mut Journal) {
    for (day, who) in [(-75, "anna"), (-41, "jonas")] {
        rate(
            journal,
            (day, who),
            &[(NEAR, 1), (OWNER, 5), (FAIR, 5), (RARE, 5)],
        );
        journal.rate(day, who, Trait::HasDestination, 5);
        journal.rate(day, who, Trait::OpensDoors, 5);
    }
    journal.why("anna", Trait::GladToHearFrom, "my phone is in the drawer");
    journal.why("anna", Trait::RespectsUs, "snapped fingers at me");
    journal.why(
        "jonas",
        Trait::RespectsUs,
        "shouted at me before the whole team",
    );
    journal.why(
        "jonas",
        Trait::GladToHearFrom,
        "I take the stairs when they ring",
    );
    let text = (
        "after the third postponed call",
        "shouted at me, then hung up",
    );
    journal.action_by("jonas", -40, ActionKind::Called, text);
}

/// A perfect first deal.
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
