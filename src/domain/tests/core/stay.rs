//! Will they stay? The owners' rule of thumb for new customers, and the outcomes of similar customers for
//! others.

use crate::fate::monthly;
use crate::given::{Told, business, day, model, named, usual, with};
use domain::customer::{CustomerKind, Peers, Standing};
use domain::evaluation::Evaluation;
use domain::fact::{NegotiationMoment, Trait};
use domain::portfolio::{Basis, Half, Outcome};
use domain::score::Halves;
use domain::stay::{Chance, Measured, Stay, halves_words};
use domain::three_answers::ThreeAnswers;
use domain::time::Month;

const AT: &str = "2026-06-15";
const HALVES: [Half; 4] = [
    Half::ChecksOut,
    Half::DoesNot,
    Half::Unknown,
    Half::NotApplicable,
];

fn halves(money: Half, owner: Half) -> Halves {
    Halves { money, owner }
}

/// Figures with these outcomes: money, owner, here, stayed.
fn outcomes(of: &[(Half, Half, i64, i64)]) -> Basis {
    let one = |(money, owner, here, stayed): &(Half, Half, i64, i64)| Outcome {
        money: *money,
        owner: *owner,
        here: *here,
        stayed: *stayed,
    };
    Basis {
        outcomes: of.iter().map(one).collect(),
        ..usual(Month::of(day(AT)), Peers::Invoiced)
    }
}

fn stay(halves: Halves, standing: Standing, basis: &Basis) -> Stay {
    Stay::of(
        halves,
        (standing, true),
        basis,
        &model("default").settings.numbers,
    )
}

const BOTH: Halves = Halves {
    money: Half::ChecksOut,
    owner: Half::ChecksOut,
};

fn measured(halves: Halves, basis: &Basis) -> Measured {
    match stay(halves, Standing::Active, basis).chance {
        Chance::Measured(measured) => measured,
        other => panic!("{other:?}"),
    }
}

/// 12 like them, 9 stayed; of all 32 there were 19: (9 + 10 x 19/32) / 22.
#[test]
fn the_share_of_those_like_them_is_drawn_towards_all_by_ten() {
    let basis = outcomes(&[
        (Half::ChecksOut, Half::ChecksOut, 12, 9),
        (Half::DoesNot, Half::Unknown, 20, 10),
    ]);
    let found = measured(BOTH, &basis);
    assert_eq!(
        (found.alike, found.all, found.by_alike),
        ((12, 9), (32, 19), true)
    );
    assert_eq!(found.probability, (9_000_000 + 10 * 593_750) / 22);
    let sentence = stay(BOTH, Standing::Active, &basis).sentence;
    assert_eq!(
        sentence,
        "9 of 12 customers like them (money and owner check out) were still here six months later"
    );
    let flat = with("default", &[("alike_prior", "0")]);
    let found = Stay::of(
        BOTH,
        (Standing::Active, true),
        &basis,
        &flat.settings.numbers,
    );
    assert!(matches!(found.chance, Chance::Measured(one) if one.probability == 750_000));
}

#[test]
fn with_fewer_than_ten_like_them_all_speak() {
    let of = |alike: i64| {
        outcomes(&[
            (Half::ChecksOut, Half::ChecksOut, alike, 0),
            (Half::DoesNot, Half::Unknown, 20, 20),
        ])
    };
    let few = measured(BOTH, &of(9));
    assert_eq!(
        (few.by_alike, few.probability),
        (false, 20 * 1_000_000 / 29)
    );
    assert!(measured(BOTH, &of(10)).by_alike);
    assert_eq!(
        stay(BOTH, Standing::Active, &of(9)).sentence,
        "20 of 29 customers of yours were still here six months later"
    );
    let five = with("default", &[("alike_min", "9")]);
    let found = Stay::of(
        BOTH,
        (Standing::Active, true),
        &of(9),
        &five.settings.numbers,
    );
    assert!(matches!(found.chance, Chance::Measured(one) if one.by_alike));
}

#[test]
fn without_any_outcome_there_is_no_number() {
    let none = stay(BOTH, Standing::Active, &outcomes(&[]));
    assert_eq!(none.chance, Chance::Unknown);
    assert_eq!(none.sentence, "money and owner check out");
}

#[test]
fn counts_are_said_in_good_english() {
    let of = |here, stayed| {
        let basis = outcomes(&[(Half::DoesNot, Half::Unknown, here, stayed)]);
        stay(BOTH, Standing::Active, &basis).sentence
    };
    assert_eq!(
        of(1, 1),
        "the only customer of yours was still here six months later"
    );
    assert_eq!(
        of(1, 0),
        "not even the only customer of yours was still here six months later"
    );
    assert_eq!(
        of(3, 0),
        "none of 3 customers of yours was still here six months later"
    );
    assert_eq!(
        of(3, 1),
        "1 of 3 customers of yours was still here six months later"
    );
    assert_eq!(
        of(3, 3),
        "all 3 customers of yours were still here six months later"
    );
}

#[test]
fn fifty_fifty_is_said_of_the_new_whose_money_checks_out_and_of_nobody_else() {
    let basis = outcomes(&[(Half::ChecksOut, Half::ChecksOut, 50, 40)]);
    let standings = [
        Standing::Prospect,
        Standing::New,
        Standing::Active,
        Standing::Quiet,
        Standing::Past,
    ];
    for standing in standings {
        for money in HALVES {
            for owner in HALVES {
                let found = stay(halves(money, owner), standing, &basis);
                let wanted = standing == Standing::New && money == Half::ChecksOut;
                assert_eq!(
                    found.chance == Chance::FiftyFifty,
                    wanted,
                    "{standing:?} {money:?}"
                );
                assert_eq!(found.sentence.contains("50/50"), wanted);
                let is_measured = matches!(found.chance, Chance::Measured(_));
                assert_eq!(is_measured, standing == Standing::Active, "{standing:?}");
            }
        }
    }
    assert_eq!(
        stay(
            halves(Half::ChecksOut, Half::Unknown),
            Standing::New,
            &basis
        )
        .sentence,
        "the money checks out, too little is known about the owner: 50/50 that they stay for \
         years, by an old rule of thumb"
    );
    assert_eq!(
        stay(BOTH, Standing::New, &basis).sentence,
        "money and owner check out: better than the 50/50 of an old rule of thumb that they stay \
         for years"
    );
}

#[test]
fn of_a_person_the_owner_is_not_the_other_half() {
    let found = stay(
        halves(Half::ChecksOut, Half::NotApplicable),
        Standing::New,
        &outcomes(&[]),
    );
    assert_eq!(
        found.sentence,
        "the money checks out: 50/50 that they stay for years, by an old rule of thumb"
    );
}

#[test]
fn the_halves_are_said_without_a_word_twice() {
    let words = |money, owner| halves_words(halves(money, owner)).unwrap();
    assert_eq!(
        words(Half::DoesNot, Half::DoesNot),
        "neither money nor owner checks out"
    );
    for owner in [Half::Unknown, Half::NotApplicable] {
        assert_eq!(halves_words(halves(Half::Unknown, owner)), None);
    }
    assert_eq!(
        words(Half::DoesNot, Half::ChecksOut),
        "the money does not check out, the owner checks out"
    );
}

fn at(told: &Told, when: &str) -> Evaluation {
    told.evaluated(&model("default"), when)
}

#[test]
fn six_invoices_alone_judge_the_money() {
    let told = |count: usize, paid: &str| {
        (0..count).fold(business().since("2020-01-01"), |told, at| {
            told.billed(&at.to_string(), "2026-01-01", "2026-01-31", paid)
        })
    };
    let money = |told: &Told| at(told, AT).score.halves.money;
    assert_eq!(
        money(&told(5, "2026-01-31")),
        Half::Unknown,
        "80 of 200 are known"
    );
    assert_eq!(money(&told(6, "2026-01-31")), Half::ChecksOut);
    assert_eq!(money(&told(6, "2026-03-31")), Half::DoesNot);
    let seven = with("default", &[("half_from_invoices", "7")]);
    let answer = told(6, "2026-01-31").evaluated(&seven, AT);
    assert_eq!(answer.score.halves.money, Half::Unknown);
    let talked = told(1, "2026-01-31").negotiated(
        "2026-01-01",
        NegotiationMoment::FirstDeal,
        (Some(0), Some(1), None),
    );
    assert_eq!(money(&talked), Half::ChecksOut, "110 of 200 are known");
}

#[test]
fn a_model_without_the_pillars_knows_neither_half() {
    let told = monthly("2026-05-01").rated("2026-01-01", "ann", Trait::LooksAhead, 5);
    for id in ["good-ok-bad", "credentials", "shop"] {
        let found = told.evaluated(&model(id), AT).score.halves;
        assert_eq!(found, halves(Half::Unknown, Half::Unknown), "{id}");
    }
    let person = named("x", CustomerKind::Individual).evaluated(&model("default"), AT);
    assert_eq!(person.score.halves.owner, Half::NotApplicable);
}

#[test]
fn the_first_six_months_count_days_and_keep_the_verdict_of_their_last_day() {
    let told = business()
        .since("2026-01-01")
        .rated("2026-01-01", "ann", Trait::LooksAhead, 5)
        .rated("2026-01-01", "ann", Trait::Delegates, 5)
        .rated("2026-07-03", "ann", Trait::LooksAhead, 1)
        .rated("2026-07-03", "ann", Trait::Delegates, 1);
    let first = |when: &str| at(&told, when).first_six_months;
    assert_eq!(first("2025-12-31"), None);
    let begun = first("2026-01-01").unwrap();
    assert_eq!((begun.day, begun.over), (0, false));
    let last = first("2026-07-02").unwrap();
    assert_eq!((last.day, last.over), (182, false));
    let over = first("2026-12-01").unwrap();
    assert_eq!(
        (over.day, over.over, over.halves.owner),
        (334, true, Half::ChecksOut)
    );
    assert_eq!(at(&told, "2026-12-01").score.halves.owner, Half::DoesNot);
}

#[test]
fn where_wanting_and_staying_disagree_it_is_said() {
    let rude = monthly("2026-05-01").rated("2026-05-01", "ann", Trait::RespectsUs, 1);
    let answer = at(&rude, AT);
    let answers = |stayed: i64| {
        let basis = outcomes(&[(Half::ChecksOut, Half::Unknown, 20, stayed)]);
        let stay = stay(answer.score.halves, Standing::Active, &basis);
        ThreeAnswers::of(answer.class(), Standing::Active, &answer.findings, &stay)
    };
    let stays = answers(20);
    assert_eq!(stays.want, "no");
    assert!(stays.stay.starts_with("probably: "), "{}", stays.stay);
    assert_eq!(
        stays.disagree.as_deref(),
        Some("They will probably stay, and you would rather they did not.")
    );
    assert_eq!(answers(0).disagree, None);
    assert!(answers(0).stay.starts_with("probably not: "));
}

#[test]
fn of_somebody_known_by_name_alone_no_number_is_said() {
    let numbers = &model("default").settings.numbers;
    let basis = outcomes(&[(Half::ChecksOut, Half::ChecksOut, 40, 38)]);
    let found = Stay::of(BOTH, (Standing::Active, false), &basis, numbers);
    assert_eq!(found.chance, Chance::Unknown);
}
