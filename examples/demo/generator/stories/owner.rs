//! The stories about people: the Groundhog-Day owner, the lost, the undecided, and the nice customer who
//! cannot afford the firm yet.
use super::journal::Journal;
use super::money::best_deal;
use super::steady::{FAIR, NEAR, OWNER, Steady, rate};
use super::told::{Book, business};
use customer_quality::pb::v1::{
    ActionKind, EffortBilling, Negotiation, NegotiationMoment, Trait, VoiceKind,
};

/// Writes the four stories.
pub(super) fn tell(book: &mut Book) {
    groundhog_day(book);
    lost(book);
    undecided(book);
    nice_but_short(book);
}

fn plain_deal(journal: &mut Journal, day: i32) {
    let moment = NegotiationMoment::FirstDeal.into();
    journal.negotiation(
        day,
        Negotiation {
            moment,
            discount_asked_bps: Some(500),
            discount_granted_bps: Some(200),
            rounds: Some(2),
            value_recognition: Some(4),
        },
    );
}

/// OK. They are nice, pay on the day and see the value, but the owner lives for today, which keeps the
/// class at OK. A single finding that says no makes nobody bad.
/// About 527 points. Money 190 of 200: it checks out. The four traits of the owner are rated 1, which is
/// .25 each: 40 of 160, it does not check out. Destination 2, relationship 4 throughout, brings nobody.
fn groundhog_day(book: &mut Book) {
    let steady = Steady {
        work: (220, EffortBilling::Included),
        ..Steady::ordinary(26, 550)
    };
    let joined = steady.joined();
    let who = business(
        "story-groundhog-day",
        "Marchbanks Kitchen Repairs",
        "crafts",
        "website",
        joined,
    );
    book.add(who, |journal| {
        best_deal(journal, joined - 10);
        steady.tell(journal);
        journal.voice(
            -90,
            VoiceKind::Need,
            "The fryer is down again, talk to me next week",
        );
        // Already seen within the first half year.
        rate(journal, (joined + 150, "anna"), &[(OWNER, 1)]);
        rate(journal, (-64, "anna"), &[(OWNER, 1), (NEAR, 4), (FAIR, 4)]);
        rate(
            journal,
            (-64, "anna"),
            &[(&[Trait::HasDestination], 2), (&[Trait::OpensDoors], 3)],
        );
        let ahead = "asked about next year, heard about the fryer";
        journal.why("anna", Trait::LooksAhead, ahead);
        let team = "signs for every box of paper towels";
        journal.why("anna", Trait::Delegates, team);
        let near = "a friendly soul, always out of breath";
        journal.why("anna", Trait::GladToHearFrom, near);
    });
}

/// GOOD or OK. They are nice, pay on the day and see the value, and the owner looks ahead, so money and
/// owner both check out. Being lost does not count against them anywhere; they need a guide.
/// About 597 points: an owner of 4, a destination of 5, a way of 1, a relationship of 4.
fn lost(book: &mut Book) {
    let steady = Steady::ordinary(20, 480);
    let joined = steady.joined();
    let id = "story-lost-with-a-destination";
    book.add(
        business(
            id,
            "Fennimore Sailmakers",
            "crafts",
            "chamber-evening",
            joined,
        ),
        |journal| {
            plain_deal(journal, joined - 12);
            steady.tell(journal);
            let words = "Ten boats a year in five years, and I have no idea where to begin";
            journal.voice(-77, VoiceKind::Wish, words);
            journal.action(
                -76,
                ActionKind::AskedWhatTheyWant,
                ("half an hour in the loft", ""),
            );
            rate(journal, (-70, "mila"), &[(OWNER, 4), (NEAR, 4), (FAIR, 4)]);
            let way: [(&[Trait], i32); 3] = [
                (&[Trait::HasDestination], 5),
                (&[Trait::KnowsTheWay], 1),
                (&[Trait::OpensDoors], 3),
            ];
            rate(journal, (-70, "mila"), &way);
            let where_to = "ten boats a year, it hangs on the wall";
            journal.why("mila", Trait::HasDestination, where_to);
            let how = "no idea which step comes first";
            journal.why("mila", Trait::KnowsTheWay, how);
        },
    );
}

/// OK. They are nice, pay on the day and see the value. The owner is neither good nor bad, they sent nobody
/// and the fee is small. So nothing makes them better than OK, and nothing makes them worse.
/// About 528 points: an owner of 3, a destination of 1, a relationship of 3 to 4.
fn undecided(book: &mut Book) {
    let steady = Steady::ordinary(18, 430);
    let joined = steady.joined();
    let who = business(
        "story-undecided",
        "Orrin & Vale Antiques",
        "retail",
        "local-paper",
        joined,
    );
    book.add(who, |journal| {
        plain_deal(journal, joined - 12);
        steady.tell(journal);
        let words = "Sell, expand, retire: ask me again after the summer";
        journal.voice(-58, VoiceKind::Wish, words);
        rate(journal, (-57, "jonas"), &[(OWNER, 3), (NEAR, 4), (FAIR, 3)]);
        rate(
            journal,
            (-57, "jonas"),
            &[(&[Trait::HasDestination], 1), (&[Trait::OpensDoors], 2)],
        );
        let three = "three answers in one afternoon";
        journal.why("jonas", Trait::HasDestination, three);
    });
}

/// OK, and worth keeping. They are nice and never late, but they have little money and send nobody. Only
/// two of the five credentials are rated, and the owner is a 3. Nothing speaks strongly for them, and
/// nothing against them.
/// About 550 points: pays every invoice on time, respect and gladness 4, able to pay 2, brings nobody.
fn nice_but_short(book: &mut Book) {
    let steady = Steady {
        work: (75, EffortBilling::Included),
        ..Steady::ordinary(12, 150)
    };
    let joined = steady.joined();
    let who = business(
        "story-nice-but-short",
        "Bramwell Street Theatre",
        "leisure",
        "website",
        joined,
    );
    book.add(who, |journal| {
        plain_deal(journal, joined - 9);
        steady.tell(journal);
        let words = "If we sell out in autumn we will take the big package";
        journal.voice(-44, VoiceKind::Wish, words);
        journal.action(
            joined,
            ActionKind::SetExpectations,
            ("the small package, no more", "agreed"),
        );
        let ratings: [(&[Trait], i32); 3] = [
            (NEAR, 4),
            (&[Trait::AbleToPay, Trait::OpensDoors], 2),
            (
                &[
                    Trait::HasDestination,
                    Trait::MoodFits,
                    Trait::RealisticExpectations,
                ],
                4,
            ),
        ];
        rate(journal, (-43, "anna"), &ratings);
        rate(
            journal,
            (-43, "anna"),
            &[(OWNER, 3), (&[Trait::PaysFairPrice], 3)],
        );
        let money = "every ticket is spent before it is sold";
        journal.why("anna", Trait::AbleToPay, money);
        let thanks = "says thank you after each visit";
        journal.why("anna", Trait::RespectsUs, thanks);
    });
}
