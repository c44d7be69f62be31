//! The core's answers to the demonstration. Every story gets its class, and every sentence is true.
use super::core::{Firm, scoring};
use super::data::everything;
use super::expected::STORIES;
use chrono::{Days, NaiveTime};
use commands::amount::grouped;
use commands::demo::shift_for;
use customer_quality::pb::v1::{CustomerClass, HalfVerdict};
use domain::class::Class;
use domain::customer::Standing;
use domain::evaluation::Evaluation;
use domain::model::{Answer, Model, Question, SHIPPED, Sign};
use domain::portfolio::Half;
use std::collections::BTreeMap;

/// Days of loading, spread over a year, and how many days later the question is asked.
const DAYS: [(&str, u64); 4] = [
    ("2031-01-06", 0),
    ("2031-05-18", 0),
    ("2031-08-01", 3),
    ("2031-11-12", 10),
];

/// The day on which the figures of docs/scoring.md are taken.
const DOCUMENTED: &str = "2026-11-28";

#[test]
fn every_story_gets_its_class_its_halves_and_about_its_points() {
    let mut off = Vec::new();
    for (day, later) in DAYS {
        let day = day.parse().unwrap();
        let firm = Firm::of(&everything(shift_for(day)));
        let now = (day + Days::new(later)).and_time(NaiveTime::MIN).and_utc();
        let answers = firm.evaluate("story-", now);
        for story in STORIES {
            let answer = &answers[story.id];
            let wanted: Vec<Class> = story
                .expected_classes
                .iter()
                .map(|c| core_class(*c))
                .collect();
            let decision = answer.decision.as_ref().unwrap();
            assert!(
                wanted.contains(&decision.class),
                "{day} {}: {decision:?}",
                story.id
            );
            let points = answer.score.points.unwrap() as i32;
            if (points - story.expected_points).abs() > 30 {
                off.push(format!("{day} {}: {points}", story.id));
            }
            let rule = story.rule;
            assert!(
                rule.is_none_or(|rule| rule == decision.rule()),
                "{day}: {decision:?}"
            );
            let halves = answer.stay.halves;
            for (wanted, half) in [(story.money, halves.money), (story.owner, halves.owner)] {
                assert!(
                    wanted.is_none_or(|w| core_half(w) == half),
                    "{day} {}: {half:?}",
                    story.id
                );
            }
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}

#[test]
fn the_own_sorts_and_the_numbers_alone_mostly_agree() {
    let answers = |firm: &Firm| -> BTreeMap<String, Evaluation> {
        let now = DOCUMENTED.parse::<chrono::NaiveDate>().unwrap();
        let now = now.and_time(NaiveTime::MIN).and_utc();
        let found = firm.evaluate("", now).into_iter();
        found.map(|(id, answer)| (id.to_owned(), answer)).collect()
    };
    let firm = Firm::of(&everything(shift_for(DOCUMENTED.parse().unwrap())));
    let answers = answers(&firm);
    let sorted = answers.values().filter_map(|answer| {
        let own = answer
            .own_sort
            .as_ref()
            .filter(|_| answer.decision.is_some())?;
        let numbers = answer.by_numbers.as_ref().or(answer.decision.as_ref())?;
        Some(own.class.agrees_with(numbers.class))
    });
    let sorted: Vec<bool> = sorted.collect();
    let agree = sorted.iter().filter(|agree| **agree).count();
    assert!(sorted.len() >= 30, "{}", sorted.len());
    assert!(4 * agree >= 3 * sorted.len(), "{agree} of {}", sorted.len());
    let said = format!(
        "Of the firm's own: {}. With the buyers of CDs: {}. {agree} of {} own sorts agree with the numbers alone.",
        mix(answers.iter().filter(|(id, _)| !id.starts_with("cdnow-"))),
        mix(answers.iter()),
        sorted.len()
    );
    assert!(scoring().contains(&said), "{said}");
    for (id, answer) in &answers {
        check_class(id, answer);
        check_sentence(id, answer);
    }
}

/// How many are of which class.
fn mix<'a>(answers: impl Iterator<Item = (&'a String, &'a Evaluation)>) -> String {
    let classes: Vec<Option<Class>> = answers.map(|(_, answer)| answer.class()).collect();
    let count = |class| {
        let found = classes.iter().filter(|found| **found == class).count();
        grouped(found as i128)
    };
    format!(
        "IDEAL {}, GOOD {}, OK {}, BAD {}, not sorted {}, prospects {}",
        count(Some(Class::Ideal)),
        count(Some(Class::Good)),
        count(Some(Class::Ok)),
        count(Some(Class::Bad)),
        count(Some(Class::InsufficientData)),
        count(None)
    )
}

/// Nobody is bad without something against them or the owner's word, and nobody ideal with it.
fn check_class(id: &str, answer: &Evaluation) {
    let Some(decision) = &answer.decision else {
        assert_eq!(answer.stands.standing, Standing::Prospect, "{id}");
        return;
    };
    let against = answer.findings.against().count();
    let by_own = answer.own_sort.is_some();
    match decision.class {
        Class::Bad => assert!(against > 0 || by_own, "{id}: {decision:?}"),
        Class::Ideal => {
            assert_eq!(against, 0, "{id}: {decision:?}");
            assert_ne!(answer.stands.standing, Standing::New, "{id}");
        }
        Class::Good => assert!(against == 0 || by_own, "{id}: {decision:?}"),
        Class::Ok | Class::InsufficientData => {}
    }
}

/// Each part of a class sentence is so by the findings.
fn check_sentence(id: &str, answer: &Evaluation) {
    let Some(numbers) = answer.by_numbers.as_ref().or(answer.decision.as_ref()) else {
        return;
    };
    let step = numbers.steps.last().unwrap();
    let sentence = &step.sentence;
    let says = |words: &str| sentence.contains(words);
    for (words, truth) in truths(answer) {
        assert!(truth || !says(words), "{id}: {sentence}");
    }
    let on_time = says("pays on time") && !says("no longer pays on time");
    assert!(
        !on_time || answer.findings.answer(Question::Pays) == Answer::Yes,
        "{id}: {sentence}"
    );
    assert!(
        !sentence.is_empty() && !sentence.contains('{'),
        "{id}: {sentence}"
    );
    let is_rule = |model: &Model| {
        let rules = model.classes.rules.iter().chain(&model.classes.ideal);
        rules.clone().any(|rule| rule.id == step.rule)
    };
    let mut models = SHIPPED
        .iter()
        .map(|shipped| Model::parse(shipped.document).unwrap());
    assert!(
        step.rule == "not_known" || models.any(|model| is_rule(&model)),
        "{id}: {step:?}"
    );
}

#[test]
fn the_service_business_has_customers_of_every_class() {
    let day = "2031-05-18".parse().unwrap();
    let firm = Firm::of(&everything(shift_for(day)));
    let answers = firm.evaluate("firm-", day.and_time(NaiveTime::MIN).and_utc());
    let mut mix: BTreeMap<Class, usize> = BTreeMap::new();
    for answer in answers.values() {
        if let Some(decision) = &answer.decision {
            *mix.entry(decision.class).or_default() += 1;
        }
    }
    let least = [
        (Class::Ideal, 4),
        (Class::Good, 8),
        (Class::Ok, 15),
        (Class::Bad, 6),
    ];
    for (class, least) in least {
        assert!(
            mix.get(&class).is_some_and(|count| *count >= least),
            "{mix:?}"
        );
    }
    let standings = answers.values().map(|answer| answer.stands.standing);
    for wanted in [Standing::New, Standing::Active, Standing::Past] {
        assert!(
            standings.clone().any(|standing| standing == wanted),
            "{wanted:?}"
        );
    }
}

fn core_class(class: CustomerClass) -> Class {
    match class {
        CustomerClass::Ideal => Class::Ideal,
        CustomerClass::Good => Class::Good,
        CustomerClass::Ok => Class::Ok,
        CustomerClass::Bad => Class::Bad,
        other => panic!("{other:?}"),
    }
}

fn core_half(half: HalfVerdict) -> Half {
    match half {
        HalfVerdict::ChecksOut => Half::ChecksOut,
        HalfVerdict::DoesNot => Half::DoesNot,
        HalfVerdict::Unknown => Half::Unknown,
        other => panic!("{other:?}"),
    }
}

/// Words of class sentences, and whether the findings bear them out.
fn truths(answer: &Evaluation) -> Vec<(&'static str, bool)> {
    let is = |question, wanted| answer.findings.answer(question) == wanted;
    let holds = |sign| answer.findings.signs.contains(&sign);
    vec![
        ("nice,", is(Question::Nice, Answer::Yes)),
        (
            "your heart sinks",
            is(Question::Nice, Answer::No) || is(Question::Nice, Answer::Mixed),
        ),
        (
            "no longer pays on time",
            answer.findings.payments.late_of_last_three >= 2,
        ),
        (
            "does not see the value",
            is(Question::SeesValue, Answer::No),
        ),
        ("sends others", is(Question::SendsOthers, Answer::Yes)),
        ("brings little", holds(Sign::BringsLittle)),
        ("brings good people", holds(Sign::BringsGoodPeople)),
        (
            "one of the most profitable",
            is(Question::Earns, Answer::Yes),
        ),
        ("costs you money", is(Question::Earns, Answer::No)),
        (
            "takes time you cannot bill",
            is(Question::TakesTime, Answer::No),
        ),
        ("lives for today", is(Question::LooksAhead, Answer::No)),
        (
            "owes you",
            holds(Sign::Owes) || is(Question::Pays, Answer::No),
        ),
        ("pays late, ", is(Question::Pays, Answer::No)),
        (
            "nothing against them",
            answer.findings.against().count() == 0,
        ),
        (
            "buys often and lately",
            answer.score.points.is_some_and(|points| points >= 680),
        ),
        (
            "Do you smile when they call?",
            is(Question::Nice, Answer::Unknown),
        ),
    ]
}
