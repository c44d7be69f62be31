//! The stories about recommendations: the small spender with the big tree, and the dog owner.
use super::journal::Journal;
use super::money::best_deal;
use super::steady::{FAIR, NEAR, OWNER, RARE, Steady, rate};
use super::told::{Book, Who, business};
use customer_quality::pb::v1::{ActionKind, Trait, VoiceKind};

/// The tree: referrer, customer, name, months with the firm, monthly fee. Four came directly, four through
/// them.
const TREE: [(&str, &str, &str, i32, i64); 8] = [
    (SMALL, "story-tree-1", "Wetherden Windows", 26, 690),
    (SMALL, "story-tree-2", "Coppinger Eye Clinic", 24, 590),
    (SMALL, "story-tree-3", "Hallatrow Hardware", 20, 370),
    (SMALL, "story-tree-4", "Sorley Dance Academy", 17, 290),
    (
        "story-tree-1",
        "story-tree-5",
        "Ironbridge Lane Garage",
        20,
        640,
    ),
    (
        "story-tree-1",
        "story-tree-6",
        "Tolliver Greenhouses",
        16,
        540,
    ),
    (
        "story-tree-2",
        "story-tree-7",
        "Massingberd Hearing Aids",
        18,
        660,
    ),
    ("story-tree-3", "story-tree-8", "Nunwick Cider", 12, 330),
];
const SMALL: &str = "story-small-spender";
const DOG: &str = "story-dog-owner";
/// The dog owner's friends: name, purchases every six weeks, price in cents.
const FRIENDS: [(&str, &str, i32, i64); 3] = [
    ("story-dog-friend-1", "Henrike Palsgaard", 14, 5_800),
    ("story-dog-friend-2", "Tobias Winterhalter", 9, 6_400),
    ("story-dog-friend-3", "Amara Osei-Lind", 5, 5_200),
];
const SIX_WEEKS: i32 = 42;

/// Writes both stories.
pub(super) fn tell(book: &mut Book) {
    small_spender(book);
    for (place, (_, id, name, months, fee)) in TREE.into_iter().enumerate() {
        let steady = Steady::ordinary(months, fee);
        let industry = ["construction", "health", "retail", "education"][place % 4];
        book.add(
            business(id, name, industry, "referral", steady.joined()),
            |journal| {
                steady.tell(journal);
                tree_referrals(id, journal);
                rate(
                    journal,
                    (-66 - place as i32, "mila"),
                    &[(OWNER, 4), (NEAR, 4), (FAIR, 3)],
                );
            },
        );
    }
    dog_owner(book);
}

fn tree_referrals(by: &str, journal: &mut Journal) {
    for (_, id, name, months, fee) in TREE.into_iter().filter(|row| row.0 == by) {
        let joined = Steady::ordinary(months, fee).joined();
        journal.referral(joined - 15, id, None);
        journal.action(
            joined + 4,
            ActionKind::Thanked,
            (&format!("for {name}"), ""),
        );
    }
}

/// IDEAL. They are GOOD because they are nice, pay on the day and send others who pay their way. They are
/// one of the best because they bring good people: the value brought is in the top fifth and many times the
/// median. Spending little does not count against them.
/// About 798 points. The fee is 140 a month, but the customers they brought are worth more than six
/// ordinary customers. So `brought` is full, and the four who came directly pay their way, 145 of 150.
fn small_spender(book: &mut Book) {
    let steady = Steady::ordinary(30, 140);
    let joined = steady.joined();
    let who = business(
        SMALL,
        "Lisbet Arkwright Bookbinding",
        "crafts",
        "chamber-evening",
        joined,
    );
    book.add(who, |journal| {
        best_deal(journal, joined - 8);
        steady.tell(journal);
        tree_referrals(SMALL, journal);
        journal.voice(
            -100,
            VoiceKind::Praise,
            "I send everyone to you, it saves me explaining",
        );
        rate(
            journal,
            (-60, "anna"),
            &[(OWNER, 4), (NEAR, 5), (FAIR, 5), (RARE, 4)],
        );
        rate(
            journal,
            (-60, "anna"),
            &[(&[Trait::OpensDoors], 5), (&[Trait::HasDestination], 4)],
        );
        let doors = "half of the street is with us because of Lisbet";
        journal.why("anna", Trait::OpensDoors, doors);
        let glad = "a postcard on the wall from every holiday";
        journal.why("anna", Trait::GladToHearFrom, glad);
    });
}

/// GOOD or IDEAL. They are nice, pay on the spot and do not ask the price, and three friends came who pay
/// their way. They are IDEAL if the year's purchases are in the top fifth of the buyers.
/// About 940 points by `shop`: the last purchase ten days before the end, one every 42 days, nine in a
/// year, far above the median buyer. Growth near 1 gives about .5.
fn dog_owner(book: &mut Book) {
    let visits = |count: i32| (0..count).rev().map(|ago| -10 - SIX_WEEKS * ago);
    let person = |id, name, count: i32, source| Who {
        id,
        name,
        person: true,
        trade: "dog owner",
        source,
        joined: -10 - SIX_WEEKS * (count - 1),
    };
    book.add(
        person(DOG, "Griselda Thorngate", 27, "walk-in"),
        |journal| {
            for (number, day) in visits(27).enumerate() {
                journal.purchase(day, 6_500 + if number % 4 == 3 { 1_900 } else { 0 });
            }
            for (id, _, count, _) in FRIENDS {
                journal.referral(-10 - SIX_WEEKS * (count - 1) - 4, id, None);
            }
            let words = "I told the whole park: nobody else touches my dog";
            journal.voice(-94, VoiceKind::Praise, words);
            let ratings: [(&[Trait], i32); 2] = [
                (NEAR, 5),
                (
                    &[Trait::PaysFairPrice, Trait::OpensDoors, Trait::AbleToPay],
                    5,
                ),
            ];
            rate(journal, (-52, "mila"), &ratings);
            let cake = "brings cake, and the dog is no trouble either";
            journal.why("mila", Trait::GladToHearFrom, cake);
        },
    );
    for (id, name, count, cents) in FRIENDS {
        book.add(person(id, name, count, "referral"), |journal| {
            for day in visits(count) {
                journal.purchase(day, cents);
            }
        });
    }
}
