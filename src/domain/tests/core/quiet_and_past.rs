//! Quiet and past customers: silence alone makes nobody bad, and ratings, debts and referrals count to today.

use crate::given::{Told, business, day, found, model, named, of_tree, person, time, usual};
use domain::class::Class;
use domain::customer::{CustomerKind, Standing};
use domain::evaluation::Evaluation;
use domain::fact::{EffortBilling, Trait};
use domain::history::History;
use domain::model::{Answer, Question};
use domain::tree::{Member, Tree};

fn answer(told: &Told, at: &str) -> Evaluation {
    told.evaluated(&model("shop"), at)
}

/// Sixteen purchases, four medians: 700 points and more on the day of the last one.
#[test]
fn who_has_merely_stopped_buying_is_never_bad_and_not_good_by_points() {
    let told = (0..16).fold(person().since("2024-01-01"), |told, week| {
        let when = domain::time::add_days(day("2025-01-01"), 7 * week);
        told.bought(&when.to_string(), 250)
    });
    let lively = answer(&told, "2025-04-20");
    assert!(
        lively.score.points.unwrap() >= 700,
        "{:?}",
        lively.score.points
    );
    assert_eq!(lively.class(), Some(Class::Good));
    let silent = answer(&told, "2026-04-20");
    assert_eq!(silent.stands.standing, Standing::Quiet);
    assert_eq!(silent.class(), Some(Class::Ok));
    assert!(
        silent.score.points < lively.score.points,
        "points are of now"
    );
    let left = told.left("2025-04-20");
    let past = answer(&left, "2026-04-20");
    assert_eq!(
        past.class(),
        Some(Class::Good),
        "what they were on the day they left"
    );
    assert_eq!(past.score.points, answer(&left, "2025-04-20").score.points);
}

/// Four purchases 91 days apart of 1,000 each, after a year without: silent for 183 days, twice the usual
/// gap of 90, they still have more than 700 points.
#[test]
fn the_quiet_are_not_good_however_many_points_they_have() {
    let told = (0..4).fold(person().since("2020-01-01"), |told, quarter| {
        let when = domain::time::add_days(day("2025-01-01"), 91 * quarter);
        told.bought(&when.to_string(), 1000)
    });
    let last = answer(&told, "2026-04-01");
    assert_eq!(last.stands.standing, Standing::Active, "182 days");
    let silent = answer(&told, "2026-04-02");
    assert_eq!(silent.stands.standing, Standing::Quiet, "183 days");
    assert!(
        silent.score.points.unwrap() >= 700,
        "{:?}",
        silent.score.points
    );
    assert_eq!(silent.class(), Some(Class::Ok));
}

#[test]
fn what_people_say_later_counts_for_the_quiet_and_the_past() {
    let quiet = person().bought("2025-01-01", 50);
    let past = quiet.clone().left("2025-02-01");
    for told in [quiet, past] {
        let rude = told
            .clone()
            .rated("2026-05-01", "ann", Trait::RespectsUs, 1);
        assert_eq!(answer(&rude, "2026-05-02").class(), Some(Class::Bad));
        let sorted = told.rated("2026-05-01", "ann", Trait::OwnSort, 5);
        assert_eq!(answer(&sorted, "2026-05-02").class(), Some(Class::Good));
    }
}

#[test]
fn debts_of_the_past_count_to_today() {
    let told = business()
        .billed("1", "2025-01-01", "2025-01-31", "2025-01-31")
        .invoice("2", "2025-02-01", "2025-02-28", 1000)
        .left("2025-02-10");
    assert_ne!(
        told.evaluated(&model("default"), "2025-02-20").class(),
        Some(Class::Bad)
    );
    let owes = told.evaluated(&model("default"), "2025-05-29");
    assert_eq!(owes.class(), Some(Class::Bad));
    assert_eq!(owes.decision.unwrap().rule(), "owes");
}

#[test]
fn neither_the_quiet_nor_the_past_are_told_a_chance_of_staying_or_a_way_up() {
    let quiet = person().bought("2025-01-01", 50);
    for (told, stay) in [
        (quiet.clone(), "they have gone quiet; call them"),
        (quiet.left("2025-02-01"), "they have left"),
    ] {
        let answer = answer(&told, "2026-05-02");
        assert_eq!(answer.stay.chance, domain::stay::Chance::Unknown);
        assert_eq!(answer.answers.stay, stay);
        assert_eq!(answer.next_class, None);
    }
}

#[test]
fn the_limits_of_the_new_do_not_apply_to_the_quiet_and_the_past() {
    let once = person().bought("2025-01-01", 50);
    let pays = |told: &Told, at: &str| found(&answer(told, at), Question::Pays).answer;
    assert_eq!(pays(&once, "2025-01-20"), Answer::Unknown, "new");
    assert_eq!(pays(&once, "2026-01-20"), Answer::Yes, "quiet");
    let left = once.left("2025-01-10");
    assert_eq!(pays(&left, "2025-01-20"), Answer::Yes, "past");
    let costly = person()
        .bought("2025-01-01", 5)
        .support("2025-01-02", 3000, EffortBilling::Unbilled)
        .bought("2025-01-03", 5);
    assert_eq!(
        answer(&costly, "2025-01-20").class(),
        Some(Class::Ok),
        "new"
    );
    assert_eq!(
        answer(&costly, "2026-01-20").class(),
        Some(Class::Bad),
        "quiet"
    );
}

#[test]
fn whom_they_sent_counts_to_today() {
    let histories: [History; 2] = [
        person()
            .bought("2025-01-01", 50)
            .left("2025-02-01")
            .history(),
        named("b", CustomerKind::Individual)
            .bought("2026-02-01", 10)
            .history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time("2025-06-01")),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    let class = |at: &str| of_tree(&tree, &model("shop"), time(at), usual).class();
    assert_eq!(class("2026-01-31"), Some(Class::Ok));
    assert_eq!(
        class("2026-02-02"),
        Some(Class::Good),
        "they came through them"
    );
}
