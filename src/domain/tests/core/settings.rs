//! The effect of each number that a document sets for signals, points and sums, in both directions.

use crate::given::{
    Told, alone, both, business, day, found, model, named, person, time, usual, with,
};
use crate::pays::{AT, unpaid};
use domain::customer::CustomerKind;
use domain::evaluation::{Case, Evaluation, evaluate};
use domain::fact::Trait;
use domain::history::History;
use domain::model::{Answer, Model, Question};
use domain::money::UNIT;
use domain::portfolio::{Basis, Half};
use domain::score::State;
use domain::time::Month;
use domain::tree::{Brought, Member, Tree};

fn value_at(model: &Model, told: &Told, id: &str, at: &str) -> Option<i64> {
    let answer = told.evaluated(model, at);
    let criterion = answer.score.criteria.into_iter().find(|one| one.id == id)?;
    match criterion.state {
        State::Observed(observed) => observed.value,
        State::NotApplicable | State::Missing => None,
    }
}

fn value(id: &str, name: &str, set: &str, told: &Told) -> [Option<i64>; 2] {
    [model("default"), with("default", &[(name, set)])].map(|model| value_at(&model, told, id, AT))
}

fn glad(ratings: &[(&str, &str, i32)]) -> Told {
    ratings
        .iter()
        .fold(business(), |told, (when, who, rating)| {
            told.rated(when, who, Trait::GladToHearFrom, *rating)
        })
}

#[test]
fn the_prior_of_ratings_and_its_weight_draw_few_voices_to_the_middle() {
    let told = glad(&[("2026-06-15", "ann", 5)]);
    let of = |name, set| value("glad_to_hear_from", name, set, &told);
    assert_eq!(of("rating_prior", "2"), [Some(4_000_000), Some(3_500_000)]);
    assert_eq!(
        of("rating_prior_weight", "3"),
        [Some(4_000_000), Some(3_500_000)]
    );
    assert_eq!(of("rating_prior_weight", "0")[1], Some(5_000_000));
}

/// A 5 of 180 days ago and a 2 of today: (2 + 2.5) / 1.5 = 3, or with 90 days (2 + 1.25) / 1.25 = 2.6.
#[test]
fn the_half_life_of_ratings_lets_old_ones_fade() {
    let told = glad(&[("2025-12-17", "ann", 5), ("2026-06-15", "ann", 2)]);
    let found = value("glad_to_hear_from", "rating_half_life_days", "90", &told);
    assert_eq!(found, [Some(3_000_000), Some(2_800_000)]);
}

#[test]
fn how_little_late_is_and_what_it_is_worth_are_numbers() {
    let late = |days: &str| business().billed("1", "2026-01-01", "2026-01-31", days);
    let of = |name, set, paid| value("punctuality", name, set, &late(paid));
    // (.5 + .65) / 2.09 and (0 + .65) / 2.09; (1 + .65) / 2.09; (.75 + .65) / 2.09.
    let [little, very, all, grace] = [550_239, 311_004, 789_473, 669_856].map(Some);
    assert_eq!(of("little_late_days", "13", "2026-02-14"), [little, very]);
    assert_eq!(of("little_late_worth", "0", "2026-02-14"), [little, very]);
    assert_eq!(of("grace_worth", "1", "2026-02-03"), [grace, all]);
    assert_eq!(of("grace_days", "2", "2026-02-03"), [grace, little]);
}

#[test]
fn the_shortest_usual_gap_is_a_number() {
    let daily = (1..=30).fold(person(), |told, at| {
        told.bought(&format!("2026-05-{at:02}"), 1)
    });
    let of = |model: &Model| value_at(model, &daily, "rhythm", "2026-06-13");
    assert_eq!(of(&model("shop")), Some(2_000_000), "14 days are two weeks");
    assert_eq!(
        of(&with("shop", &[("gap_min_days", "14")])),
        Some(1_000_000)
    );
}

#[test]
fn estimates_of_the_wallet_grow_old() {
    let told = business().wallet("2025-01-01", Some(4000), None);
    let found = value("wallet_share", "wallet_max_age_months", "12", &told);
    assert_eq!(found, [Some(4_000_000_000), None]);
}

#[test]
fn late_money_costs_its_rate_and_leaves_the_sums_after_its_days() {
    let told = unpaid("2026-04-15", 0);
    let sums = |model: &Model| {
        let economics = told.evaluated(model, AT).economics;
        (economics.revenue, economics.late_cost)
    };
    let usual = model("default");
    // 61 days at 8 % a year.
    assert_eq!(sums(&usual), (1000 * UNIT, 13_369_863));
    let free = with("default", &[("late_money_rate", "0")]);
    assert_eq!(sums(&free), (1000 * UNIT, 0));
    let at_once = with("default", &[("written_off_after_days", "60")]);
    assert_eq!(sums(&at_once).0, 0);
    assert_eq!(
        sums(&with("default", &[("written_off_after_days", "61")])).0,
        1000 * UNIT
    );
}

#[test]
fn the_trend_looks_back_by_its_months() {
    let told = glad(&[("2026-05-01", "ann", 5)]);
    let before = |model: &Model| told.evaluated(model, AT).trend.points;
    assert_eq!(
        before(&model("default")),
        None,
        "in March nothing was known"
    );
    assert!(before(&with("default", &[("trend_months", "1")])).is_some());
}

/// A customer worth nothing, won without cost, who brought somebody worth 1,000.
fn brought(model: &Model) -> (i64, i64) {
    let histories: [History; 2] = [
        person().bought("2026-01-01", 0).history(),
        named("b", CustomerKind::Individual)
            .bought("2026-02-01", 1000)
            .history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time("2026-01-01")),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    let values = tree.values(time(AT), &model.settings, 0);
    (values.from_referrals, values.incremental)
}

#[test]
fn what_is_passed_up_and_who_would_have_come_anyway_are_numbers() {
    assert_eq!(brought(&model("default")), (500 * UNIT, 500 * UNIT));
    let more = with("default", &[("referral_passed_up", "0.6")]);
    assert_eq!(brought(&more), (600 * UNIT, 500 * UNIT));
    let anyway = with("default", &[("would_have_come_anyway_bps", "9000")]);
    assert_eq!(brought(&anyway), (500 * UNIT, 100 * UNIT));
}

#[test]
fn so_many_reasons_and_questions_are_named() {
    let asked = |model: &Model| business().evaluated(model, AT).score.ask_next().len();
    assert_eq!(asked(&model("default")), 3);
    assert_eq!(asked(&with("default", &[("named", "5")])), 5);
}

/// Two owner traits of four at r = 4, worth .85 each.
#[test]
fn a_half_is_judged_from_the_known_weight_and_worth_of_the_document() {
    let owner = [Trait::LooksAhead, Trait::Delegates];
    let told = owner.iter().fold(business(), |told, about| {
        told.rated("2026-06-15", "ann", *about, 5)
    });
    let half = |name: &str, set: &str| {
        told.evaluated(&with("default", &[(name, set)]), AT)
            .score
            .halves
            .owner
    };
    assert_eq!(half("half_known_from", "0.5"), Half::ChecksOut);
    assert_eq!(half("half_known_from", "0.51"), Half::Unknown);
    assert_eq!(half("half_checks_out_from", "0.85"), Half::ChecksOut);
    assert_eq!(half("half_checks_out_from", "0.851"), Half::DoesNot);
}

fn quiet_feed(model: &Model, last: &str) -> Evaluation {
    let figures = |boundary, peers| Basis {
        last_payment: Some(day(last)),
        ..usual(boundary, peers)
    };
    alone(&unpaid("2026-03-17", 0).history(), model, time(AT), figures)
}

#[test]
fn how_long_a_feed_may_be_quiet_is_a_number() {
    let pays = |answer: &Evaluation| found(answer, Question::Pays).answer;
    assert_eq!(
        pays(&quiet_feed(&model("default"), "2026-04-16")),
        Answer::Unknown
    );
    let patient = with("default", &[("feed_quiet_after_days", "46")]);
    assert_eq!(pays(&quiet_feed(&patient, "2026-04-16")), Answer::No);
}

#[test]
fn all_moments_of_an_answer_are_compared_with_the_figures_given() {
    let told = person().bought("2024-01-01", 50).bought("2024-03-01", 50);
    let history = told.history();
    let shop = model("shop");
    for boundary in ["2026-06-01", "2026-05-01", "2024-03-01"] {
        let figures = both(Month::of(day(boundary)), usual);
        let case = Case {
            history: &history,
            brought: Brought::default(),
            model: &shop,
            figures: &figures,
        };
        let answer = evaluate(case, time(AT));
        assert_eq!(answer.basis, figures.purchasing, "quiet since 2024");
    }
}
