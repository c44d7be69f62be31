//! Laws that hold for every customer, whatever is recorded about them.

use crate::generated::{any_moment, any_told};
use crate::given::{Told, alone, of_tree, set, shipped, usual};
use domain::class::{Class, Decision};
use domain::customer::Standing;
use domain::evaluation::Evaluation;
use domain::history::History;
use domain::model::{Answer, Lines, Model, Question, SHIPPED, Sign, Unit};
use domain::time::Time;
use domain::tree::{Member, Tree};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The answers of every shipped model about somebody who brought somebody else.
fn answers(told: &[Told; 2], at: Time) -> Vec<Evaluation> {
    let histories = told.each_ref().map(Told::history);
    shipped()
        .iter()
        .map(|model| answer(&histories, model, at))
        .collect()
}

fn answer(histories: &[History; 2], model: &Model, at: Time) -> Evaluation {
    let member = |place: usize| Member {
        history: &histories[place],
        referrer: place.checked_sub(1),
        referral_time: (place > 0).then_some(at - chrono::TimeDelta::days(40)),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    of_tree(&tree, model, at, usual)
}

fn any_two() -> impl Strategy<Value = [Told; 2]> {
    (any_told(50), any_told(20)).prop_map(|(one, other)| [one, other])
}

/// The decision that no own sort had a part in.
fn by_numbers(answer: &Evaluation) -> Option<&Decision> {
    answer.by_numbers.as_ref().or(answer.decision.as_ref())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn nobody_is_bad_without_a_no_or_the_owners_word(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let against = answer.findings.against().count();
            if answer.class() == Some(Class::Bad) {
                let own = answer.own_sort.as_ref().map(|own| own.class);
                prop_assert!(against > 0 || own == Some(Class::Bad));
            }
            if by_numbers(&answer).is_some_and(|decision| decision.class == Class::Bad) {
                prop_assert!(against > 0);
            }
        }
    }

    #[test]
    fn nobody_is_ideal_with_a_no_or_a_mixed_nice_or_while_new(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            if answer.class() != Some(Class::Ideal) {
                continue;
            }
            prop_assert_eq!(answer.findings.against().count(), 0);
            prop_assert!(answer.findings.answer(Question::Nice) != Answer::Mixed);
            prop_assert!(answer.stands.standing != Standing::New);
            let signs = &answer.findings.signs;
            prop_assert!(signs.contains(&Sign::TopFifth) || signs.contains(&Sign::BringsGoodPeople));
        }
    }

    #[test]
    fn the_numbers_make_nobody_good_with_a_no_or_a_low_word(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            if by_numbers(&answer).is_some_and(|decision| decision.class >= Class::Good) {
                prop_assert_eq!(answer.findings.against().count(), 0);
                prop_assert!(answer.findings.signs.contains(&Sign::NobodySaysNotNice));
            }
        }
    }

    #[test]
    fn the_new_are_bad_only_where_they_are_not_nice_or_owe(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let Some(decision) = by_numbers(&answer) else { continue };
            if answer.stands.standing == Standing::New && decision.class == Class::Bad {
                prop_assert!(["not_nice", "owes"].contains(&decision.rule()), "{}", decision.rule());
            }
        }
    }

    #[test]
    fn prospects_alone_have_no_class(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let is_prospect = answer.stands.standing == Standing::Prospect;
            prop_assert_eq!(answer.class().is_none(), is_prospect);
        }
    }

    #[test]
    fn who_is_known_by_a_finding_is_sorted_and_who_is_not_is_not(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let Some(decision) = by_numbers(&answer) else { continue };
            let known = answer.findings.known().count();
            if known > 0 {
                prop_assert!(decision.class > Class::InsufficientData);
            } else if decision.class > Class::InsufficientData {
                let rules = ["money_and_owner", "often_and_lately"];
                // The second step where a class by points is kept for a while.
                let by_points = decision.steps.iter().any(|step| rules.contains(&step.rule.as_str()));
                prop_assert!(by_points, "{:?}", decision.steps);
            }
        }
    }

    #[test]
    fn the_owners_word_stands(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            if let (Some(own), Some(class)) = (&answer.own_sort, answer.class()) {
                prop_assert!(class.agrees_with(own.class));
                prop_assert!(answer.by_numbers.is_some());
            } else {
                prop_assert!(answer.by_numbers.is_none());
            }
        }
    }

    #[test]
    fn absence_is_never_a_reason_down(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            for reason in answer.score.top_down() {
                prop_assert!(reason.criterion.evidence_count() > 0);
                prop_assert!(reason.points_from_half <= 0);
            }
            let asked = answer.score.ask_next();
            prop_assert!(asked.iter().all(|one| !one.is_observed() && one.applies()));
        }
    }

    /// Reasons that can be mended come before those that are over.
    #[test]
    fn what_is_over_is_named_last(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let over = answer.score.top_down().iter().map(|one| one.criterion.lasting).collect::<Vec<_>>();
            prop_assert!(over.is_sorted());
        }
    }

    #[test]
    fn where_lines_are_drawn_moves_the_class_and_never_the_points(told in any_two(), at in any_moment()) {
        let histories = told.each_ref().map(Told::history);
        for (usual, other) in shipped().iter().zip(OTHER_LINES.iter()) {
            let (one, two) = (answer(&histories, usual, at), answer(&histories, other, at));
            prop_assert_eq!(&one.score, &two.score);
            prop_assert_eq!(&one.trend, &two.trend);
        }
    }

    #[test]
    fn without_rules_the_points_are_the_same(told in any_told(50), at in any_moment()) {
        for usual_model in shipped() {
            let mut bare = usual_model.clone();
            bare.classes = domain::model::ClassRules::default();
            let history = told.history();
            let one = alone(&history, usual_model, at, usual);
            let two = alone(&history, &bare, at, usual);
            prop_assert_eq!(&one.score, &two.score);
            prop_assert!(two.class().is_none_or(|class| class == Class::InsufficientData));
        }
    }

    #[test]
    fn no_class_sentence_claims_what_was_not_found(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let Some(decision) = by_numbers(&answer) else { continue };
            if let Some(claim) = false_claim(&answer, decision.sentence()) {
                prop_assert!(false, "{}: {}", claim, decision.sentence());
            }
        }
    }

    #[test]
    fn held_is_only_what_was_good_by_points(told in any_two(), at in any_moment()) {
        for answer in answers(&told, at) {
            let Some(downgrade) = &answer.downgrade else { continue };
            prop_assert_eq!(answer.findings.against().count(), 0);
            prop_assert!(answer.class() > Some(downgrade.class));
            let points = answer.score.points.unwrap();
            prop_assert!((downgrade.lowest_points..700).contains(&points));
        }
    }
}

/// Lines that also say which invoices tell anything, and who of those brought pays their way.
const OF_PAYMENTS: [&str; 4] = [
    "feed_quiet_after_days",
    "invoices_min",
    "owes_days",
    "owes_share",
];

/// The shipped models with every other line of the findings drawn elsewhere.
static OTHER_LINES: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let moved = |document: &str| {
        Lines::ALL
            .iter()
            .filter(|line| !OF_PAYMENTS.contains(&line.name))
            .fold(document.to_owned(), |document, line| {
                let next = match line.unit {
                    Unit::Whole => line.default + 1.0,
                    Unit::Decimal => f64::midpoint(line.default, line.most),
                };
                let value = if next <= line.most { next } else { line.least };
                set(&document, line.name, &value.to_string())
            })
    };
    let parsed = SHIPPED.iter().map(|one| Model::parse(&moved(one.document)));
    parsed.collect::<Result<_, _>>().unwrap()
});

/// What the sentence says and the findings do not.
fn false_claim(answer: &Evaluation, sentence: &str) -> Option<&'static str> {
    let is = |question, wanted| answer.findings.answer(question) == wanted;
    let has = |sign| answer.findings.signs.contains(&sign);
    let parts: Vec<&str> = sentence
        .split([',', ':', '.', ';'])
        .map(str::trim)
        .collect();
    let mixed = [
        Question::Nice,
        Question::Pays,
        Question::SeesValue,
        Question::SendsOthers,
        Question::LooksAhead,
    ];
    let nothing = answer.findings.against().count() == 0
        && !mixed
            .into_iter()
            .any(|question| is(question, Answer::Mixed));
    let claims = [
        ("nice", is(Question::Nice, Answer::Yes)),
        ("pays on time", is(Question::Pays, Answer::Yes)),
        ("pays on the spot", is(Question::Pays, Answer::Yes)),
        ("pays late", is(Question::Pays, Answer::No)),
        ("sees the value", is(Question::SeesValue, Answer::Yes)),
        (
            "does not see the value",
            is(Question::SeesValue, Answer::No),
        ),
        ("sends others", is(Question::SendsOthers, Answer::Yes)),
        (
            "one of the most profitable",
            is(Question::Earns, Answer::Yes),
        ),
        ("costs you money", is(Question::Earns, Answer::No)),
        (
            "takes time you cannot bill",
            is(Question::TakesTime, Answer::No),
        ),
        (
            "the owner lives for today",
            is(Question::LooksAhead, Answer::No),
        ),
        (
            "has the credentials",
            is(Question::Credentials, Answer::Yes),
        ),
        ("brings little", has(Sign::BringsLittle)),
        ("brings good people", has(Sign::BringsGoodPeople)),
        ("the money checks out", has(Sign::MoneyChecksOut)),
        ("buys often and lately", answer.score.points >= Some(680)),
        ("nothing against them", nothing),
    ];
    let wrong = |(claim, holds): &(&str, bool)| !holds && parts.contains(claim);
    claims.into_iter().find(wrong).map(|(claim, _)| claim)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn time_alone_changes_an_answer_at_midnight_only(told in any_two(), at in any_moment()) {
        let second = chrono::TimeDelta::seconds(1);
        let first = domain::time::start_of(at.date_naive()) + second;
        let last = domain::time::end_of(at.date_naive()) - second;
        let mut facts = told.iter().flat_map(|one| &one.facts);
        prop_assume!(!facts.any(|fact| fact.occur_time > first && fact.occur_time <= last));
        // Some evidence is dated by the moment asked about.
        let timeless = |answer: &Evaluation, at: Time| format!("{answer:?}").replace(&format!("{at:?}"), "now");
        for (early, late) in answers(&told, first).iter().zip(&answers(&told, last)) {
            prop_assert_eq!(timeless(early, first), timeless(late, last));
        }
    }
}
