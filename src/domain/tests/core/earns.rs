//! Do they earn us money, and do they take time that cannot be billed?

use crate::given::{
    Told, alone, business, found, model, named, of_tree, person, time, usual, with,
};
use domain::class::Class;
use domain::company::{Company, Hour};
use domain::customer::CustomerKind;
use domain::evaluation::Evaluation;
use domain::fact::{ActionKind, CostKind, EffortBilling};
use domain::finding::Finding;
use domain::history::History;
use domain::model::{Answer, Model, Question, Sign};
use domain::money::{Currency, UNIT};
use domain::portfolio::Basis;
use domain::tree::{Member, Tree};

const AT: &str = "2026-06-15";

fn earns(told: &Told) -> Finding {
    found(&told.evaluated(&model("default"), AT), Question::Earns).clone()
}

fn takes(model: &Model, told: &Told, at: &str) -> Finding {
    found(&told.evaluated(model, at), Question::TakesTime).clone()
}

/// The top fifth begins at 5,000 between June 2025 and May 2026.
#[test]
fn the_top_fifth_of_twelve_complete_months_earns_us_money() {
    let told = |units: i64| {
        person()
            .bought("2025-06-01", units - 10)
            .bought("2026-05-31", 10)
    };
    let top = earns(&told(5000));
    assert_eq!(
        (top.answer, top.words.as_str()),
        (Answer::Yes, "one of the most profitable")
    );
    assert_eq!(
        top.sentence,
        "left you 5,000.00 EUR from June 2025 to May 2026; \
         the top fifth begins at 5,000.00 EUR"
    );
    let below = earns(&told(4999));
    assert_eq!(below.answer, Answer::Unknown);
    assert_eq!(below.words, "not among the most profitable");
    let outside = person()
        .bought("2025-05-31", 9000)
        .bought("2026-06-01", 9000);
    assert_eq!(
        earns(&outside).answer,
        Answer::Unknown,
        "neither before nor since"
    );
    assert_eq!(earns(&business()).words, "nothing was sold to them yet");
}

#[test]
fn where_there_is_no_top_fifth_nobody_is_in_it_or_brings_little() {
    let told = person().since("2020-01-01").bought("2026-01-01", 9000);
    let none = |boundary, peers| Basis {
        contribution_cutoff: None,
        ..usual(boundary, peers)
    };
    let answer = alone(&told.history(), &model("default"), time(AT), none);
    assert_eq!(found(&answer, Question::Earns).answer, Answer::Unknown);
    let signs = &answer.findings.signs;
    assert!(signs.contains(&Sign::NotTopFifth) && !signs.contains(&Sign::BringsLittle));
    let little = person().since("2020-01-01").bought("2026-01-01", 90);
    let answer = little.evaluated(&model("default"), AT);
    assert!(answer.findings.signs.contains(&Sign::BringsLittle));
    let new = person()
        .bought("2026-01-01", 90)
        .evaluated(&model("default"), AT);
    assert!(
        !new.findings.signs.contains(&Sign::BringsLittle),
        "while new it is too early"
    );
}

#[test]
fn gifts_are_thanks_and_are_left_out() {
    let told = person()
        .bought("2026-01-01", 5000)
        .cost("2026-01-02", CostKind::Gift, 600);
    assert_eq!(earns(&told).answer, Answer::Yes);
    let told = person()
        .bought("2026-01-01", 50)
        .cost("2026-01-02", CostKind::Gift, 600);
    assert_ne!(earns(&told).answer, Answer::No);
}

#[test]
fn costs_and_hours_above_what_they_pay_are_no() {
    let told = |minutes: i64| {
        person()
            .bought("2026-01-01", 100)
            .cost("2026-01-01", CostKind::Direct, 40)
            .support("2026-01-02", minutes, EffortBilling::Billed)
    };
    assert_eq!(earns(&told(60)).answer, Answer::Unknown, "nothing is left");
    let loss = earns(&told(61));
    assert_eq!(
        (loss.answer, loss.words.as_str()),
        (Answer::No, "costs you money")
    );
    assert_eq!(
        loss.sentence,
        "every 1.00 they pay costs you 1.01 (so far, an hour of yours at 60.00 EUR)"
    );
    let unpaid = person()
        .since("2020-01-01")
        .cost("2026-01-01", CostKind::Direct, 200);
    assert!(
        earns(&unpaid)
            .sentence
            .starts_with("brings in nothing and costs you 200.00 EUR")
    );
    let old = person()
        .bought("2026-01-01", 100)
        .cost("2025-05-31", CostKind::Direct, 4000);
    assert_eq!(
        earns(&old).answer,
        Answer::Unknown,
        "more than twelve months ago"
    );
    let late = business().billed("1", "2025-07-01", "2025-07-31", "2026-05-01");
    assert_ne!(
        earns(&late).answer,
        Answer::No,
        "late money alone is no cost of theirs"
    );
}

#[test]
fn refunds_without_costs_are_no_loss_of_their_making() {
    let told = person().bought("2025-01-01", 200).bought("2026-05-20", 10);
    let told = told.credited(None, "2026-01-01", 110);
    assert_ne!(earns(&told).answer, Answer::No);
    assert_eq!(
        earns(&told).sentence,
        "cost you 100.00 EUR more than they paid from June 2025 to May 2026"
    );
}

/// The evaluation of a customer who lost 100 and brought somebody worth so much.
fn with_brought(worth: i64) -> Evaluation {
    let histories: [History; 2] = [
        person()
            .bought("2026-01-01", 0)
            .support("2026-02-01", 100, EffortBilling::Billed)
            .history(),
        named("b", CustomerKind::Individual)
            .bought("2026-02-01", worth)
            .history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time("2026-01-01")),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    of_tree(&tree, &model("default"), time(AT), usual)
}

#[test]
fn what_is_credited_from_those_they_brought_makes_up_for_a_loss() {
    assert_ne!(
        found(&with_brought(200), Question::Earns).answer,
        Answer::No,
        "half of 200"
    );
    let loss = with_brought(199);
    let loss = found(&loss, Question::Earns);
    assert_eq!(loss.answer, Answer::No);
    assert!(
        loss.sentence
            .ends_with("; those they brought make up for 99.50 EUR of it")
    );
}

#[test]
fn without_a_price_of_an_hour_time_costs_nothing_and_takes_too_much_of_nobody() {
    let yen = Company::new(Currency::parse("JPY").unwrap());
    assert_eq!(yen.hour, None);
    let model = model("default").of_company(yen);
    let told = person()
        .since("2020-01-01")
        .bought("2026-01-01", 100)
        .support("2026-01-02", 9000, EffortBilling::Unbilled);
    let answer = told.evaluated(&model, AT);
    let earns = found(&answer, Question::Earns);
    assert_eq!(earns.answer, Answer::Unknown);
    assert_eq!(
        earns.sentence,
        "left you 100 JPY from June 2025 to May 2026 (your own time not counted)"
    );
    let takes = found(&answer, Question::TakesTime);
    assert_eq!(takes.answer, Answer::Unknown);
    assert_eq!(
        takes.words,
        "150 hours since June 2025, of which 150 hours not billed"
    );
}

/// So many minutes given away, and others billed, by somebody who paid so much.
fn hours(unbilled: i64, billed: i64, paid: i64) -> Told {
    let told = person().since("2020-01-01").bought("2026-01-01", paid);
    let told = told.support("2026-02-01", unbilled, EffortBilling::Unbilled);
    if billed == 0 {
        return told;
    }
    told.support("2026-02-01", billed, EffortBilling::Billed)
}

fn set(name: &str, value: &str, told: &Told) -> Answer {
    takes(&with("default", &[(name, value)]), told, AT).answer
}

fn answer(told: &Told) -> Answer {
    takes(&model("default"), told, AT).answer
}

#[test]
fn three_tenths_not_billed_are_too_much() {
    assert_eq!(answer(&hours(300, 700, 1000)), Answer::No);
    assert_eq!(answer(&hours(299, 701, 1000)), Answer::Unknown);
    assert_eq!(
        set("unbilled_share", "0.31", &hours(300, 700, 1000)),
        Answer::Unknown
    );
    let words = takes(&model("default"), &hours(300, 700, 1000), AT);
    assert_eq!(words.words, "takes time you cannot bill");
    assert_eq!(
        words.sentence,
        "17 hours since June 2025, 5 hours not billed (30 %), worth 600.00 EUR at your price"
    );
}

#[test]
fn five_hours_a_year_matter_and_fewer_do_not() {
    // From the first of June to the 15th of the next: 380 days, taken for a year.
    assert_eq!(answer(&hours(300, 0, 10)), Answer::No);
    assert_eq!(answer(&hours(299, 0, 10)), Answer::Unknown);
    assert_eq!(set("unbilled_hours", "4.9", &hours(299, 0, 10)), Answer::No);
    assert_eq!(
        set("unbilled_hours", "5.1", &hours(300, 0, 10)),
        Answer::Unknown
    );
}

#[test]
fn hours_worth_half_of_what_they_pay_matter() {
    // 5 hours at 120 are 600.
    assert_eq!(answer(&hours(300, 0, 1200)), Answer::No);
    assert_eq!(answer(&hours(300, 0, 1201)), Answer::Unknown);
    assert_eq!(
        set("unbilled_worth", "0.4", &hours(300, 0, 1500)),
        Answer::No
    );
    let dear = Company {
        hour: Some(Hour {
            cost: 60 * UNIT,
            price: 240 * UNIT,
        }),
        ..Company::default()
    };
    let model = model("default").of_company(dear);
    assert_eq!(takes(&model, &hours(300, 0, 2400), AT).answer, Answer::No);
}

#[test]
fn time_is_never_a_praise() {
    let told = person().since("2020-01-01").bought("2026-01-01", 10);
    let none = takes(&model("default"), &told, AT);
    assert_eq!(none.answer, Answer::Unknown);
    assert_eq!(none.words, "no hours recorded since June 2025");
    let billed = told.support("2026-02-01", 60, EffortBilling::Billed);
    let all = takes(&model("default"), &billed, AT);
    assert_eq!(all.answer, Answer::Unknown);
    assert_eq!(all.words, "1 hour since June 2025, none given away");
}

#[test]
fn once_weaned_the_time_since_speaks_from_sixty_days_on() {
    let told = hours(6000, 0, 10).did("2026-03-20", ActionKind::Weaned);
    let of = |model: &Model, told: &Told, at: &str| {
        let answer = told.evaluated(model, at);
        [Question::Earns, Question::TakesTime].map(|question| found(&answer, question).answer)
    };
    let usual = model("default");
    assert_eq!(of(&usual, &told, "2026-03-19"), [Answer::No, Answer::No]);
    assert_eq!(of(&usual, &told, "2026-03-21"), [Answer::Unknown; 2]);
    assert_eq!(
        takes(&usual, &told, "2026-05-18").words,
        "weaned on 20 March 2026: asked again 60 days later"
    );
    assert_eq!(
        takes(&usual, &told, "2026-05-19").words,
        "weaned on 20 March 2026, and better since: no hours recorded since April 2026"
    );
    let again = told
        .clone()
        .support("2026-04-10", 600, EffortBilling::Unbilled);
    assert_eq!(of(&usual, &again, "2026-05-18"), [Answer::Unknown; 2]);
    assert_eq!(of(&usual, &again, "2026-05-19"), [Answer::No, Answer::No]);
    let answer = again.evaluated(&usual, "2026-05-19");
    assert!(
        found(&answer, Question::Earns)
            .sentence
            .contains("since April 2026, weaned on 20 March 2026")
    );
    let sooner = with("default", &[("weaned_days", "30")]);
    assert_eq!(
        of(&sooner, &again, "2026-04-19"),
        [Answer::No, Answer::No],
        "day 30"
    );
    assert_eq!(of(&sooner, &again, "2026-04-18"), [Answer::Unknown; 2]);
}

#[test]
fn a_weaning_of_more_than_twelve_months_ago_no_longer_matters() {
    let told = hours(6000, 0, 10).did("2025-05-31", ActionKind::Weaned);
    assert_eq!(answer(&told), Answer::No);
    let sentence = takes(&model("default"), &told, AT).sentence;
    assert!(sentence.contains("since June 2025"), "{sentence}");
}

#[test]
fn who_costs_money_and_takes_time_is_bad_and_after_the_weaning_not() {
    let told = hours(6000, 0, 10);
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Bad));
    assert_eq!(
        answer.sentence(),
        "costs you money, takes time you cannot bill"
    );
    let weaned = told.did("2026-06-01", ActionKind::Weaned);
    assert_eq!(
        weaned.evaluated(&model("default"), AT).class(),
        Some(Class::Ok)
    );
}
