//! Do they pay? Invoices count before purchases, and purchases before ratings.

use crate::given::{Told, business, day, found, model, person, with};
use domain::class::Class;
use domain::fact::Trait;
use domain::model::{Answer, Model, Question, Sign};
use domain::time::{Month, add_days};

pub(crate) const AT: &str = "2026-06-15";

/// A customer of long standing with an invoice of 1,000 for each of `late`, a month apart, the last due at
/// the end of May 2026, paid so many days late.
fn paid_late(late: &[i64]) -> Told {
    let count = late.len() as i32;
    let months = late.iter().enumerate();
    months.fold(business().since("2020-01-01"), |told, (at, late)| {
        let month = Month::of(day("2026-05-01")).plus(at as i32 - count + 1);
        let (issued, due) = (month.first_day(), month.last_day());
        let paid = add_days(due, *late);
        told.billed(
            &format!("{at:02}"),
            &issued.to_string(),
            &due.to_string(),
            &paid.to_string(),
        )
    })
}

fn by(model: &Model, told: &Told, at: &str) -> Answer {
    found(&told.evaluated(model, at), Question::Pays).answer
}

fn pays(late: &[i64]) -> Answer {
    by(&model("default"), &paid_late(late), AT)
}

fn words(told: &Told, at: &str) -> String {
    found(&told.evaluated(&model("default"), at), Question::Pays)
        .words
        .clone()
}

fn sentence(told: &Told, at: &str) -> String {
    found(&told.evaluated(&model("default"), at), Question::Pays)
        .sentence
        .clone()
}

#[test]
fn four_of_five_within_the_grace_pay() {
    assert_eq!(pays(&[10, 0, 0, 0, 0]), Answer::Yes);
    assert_eq!(pays(&[10, 0, 0, 0]), Answer::Mixed);
    let stern = with("default", &[("pays_from", "0.81")]);
    assert_eq!(by(&stern, &paid_late(&[10, 0, 0, 0, 0]), AT), Answer::Mixed);
}

#[test]
fn three_of_five_pay_some_and_fewer_do_not() {
    assert_eq!(pays(&[10, 10, 0, 0, 0]), Answer::Mixed);
    assert_eq!(pays(&[10, 10, 10, 0, 0, 0, 0]), Answer::No, "4 of 7");
    let kind = with("default", &[("pays_not_below", "0.5")]);
    assert_eq!(
        by(&kind, &paid_late(&[10, 10, 10, 0, 0, 0, 0]), AT),
        Answer::Mixed
    );
}

#[test]
fn five_days_are_grace() {
    assert_eq!(pays(&[5, 5, 5]), Answer::Yes);
    assert_eq!(pays(&[6, 6, 6]), Answer::No);
    let longer = with("default", &[("grace_days", "6")]);
    assert_eq!(by(&longer, &paid_late(&[6, 6, 6]), AT), Answer::Yes);
}

#[test]
fn fewer_than_three_ever_due_are_yes_where_all_were_in_time_and_else_unknown() {
    assert_eq!(pays(&[0]), Answer::Yes);
    assert_eq!(pays(&[0, 0]), Answer::Yes);
    assert_eq!(pays(&[0, 20]), Answer::Unknown);
    assert_eq!(pays(&[20]), Answer::Unknown);
    assert_eq!(pays(&[20, 20, 20]), Answer::No);
    let two = with(
        "default",
        &[("invoices_min", "2"), ("late_of_last_three", "3")],
    );
    assert_eq!(by(&two, &paid_late(&[0, 20]), AT), Answer::No, "1 of 2");
}

#[test]
fn a_new_customer_needs_two_invoices() {
    let new = |invoices: &[i64]| {
        let mut told = paid_late(invoices);
        told.customer.onboard_date = Some(day("2026-01-01"));
        told
    };
    assert_eq!(by(&model("default"), &new(&[0]), AT), Answer::Unknown);
    assert_eq!(by(&model("default"), &new(&[0, 0]), AT), Answer::Yes);
    let one = with("default", &[("invoices_min_new", "1")]);
    assert_eq!(by(&one, &new(&[0]), AT), Answer::Yes);
    assert_eq!(
        new(&[0]).evaluated(&model("default"), AT).sentence(),
        "too early to sort: the only invoice due so far paid on time"
    );
    let bought = |days: &[&str]| days.iter().fold(person(), |told, day| told.bought(day, 5));
    assert_eq!(
        by(&model("default"), &bought(&["2026-06-01"]), AT),
        Answer::Unknown
    );
    assert_eq!(
        by(
            &model("default"),
            &bought(&["2026-06-01", "2026-06-02"]),
            AT
        ),
        Answer::Yes
    );
    assert_eq!(
        by(&model("default"), &bought(&["2025-10-01"]), AT),
        Answer::Yes,
        "not new"
    );
}

#[test]
fn where_fewer_than_three_fell_due_in_a_year_the_last_three_ever_decide() {
    let old = |told: Told, at: &str, due: &str, paid: &str| told.billed(at, due, due, paid);
    let told = old(business(), "1", "2023-01-01", "2023-02-20");
    let told = old(told, "2", "2023-02-01", "2023-02-01");
    let told = old(told, "3", "2023-03-01", "2023-03-01");
    assert_eq!(by(&model("default"), &told, AT), Answer::Mixed, "2 of 3");
    let told = old(told, "4", "2026-03-01", "2026-03-01");
    assert_eq!(
        by(&model("default"), &told, AT),
        Answer::Yes,
        "the first is forgotten"
    );
    assert_eq!(
        sentence(&told, AT),
        "all of the last 3 invoices due paid on time"
    );
    let short = with("default", &[("look_back_months", "2")]);
    assert_eq!(
        by(&short, &paid_late(&[20, 0, 0, 0]), AT),
        Answer::Yes,
        "April and May"
    );
}

#[test]
fn two_late_of_the_last_three_are_at_best_mixed_and_always_said() {
    let told = paid_late(&[0, 0, 0, 0, 0, 0, 0, 0, 10, 10]);
    assert_eq!(by(&model("default"), &told, AT), Answer::Mixed, "8 of 10");
    let news = "no longer pays on time";
    assert_eq!(words(&told, AT), news);
    assert_eq!(
        pays(&[0, 0, 0, 0, 0, 10, 0, 0, 0, 10]),
        Answer::Yes,
        "one of the last three"
    );
    let stern = with("default", &[("late_of_last_three", "1")]);
    assert_eq!(
        by(&stern, &paid_late(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 10]), AT),
        Answer::Mixed
    );
    let lost = paid_late(&[0, 0, 0, 10, 10, 10]);
    assert_eq!(by(&model("default"), &lost, AT), Answer::No, "3 of 6");
    assert!(sentence(&lost, AT).contains("no longer pays on time, 3 of the last 3 late"));
}

#[test]
fn no_longer_on_time_is_said_only_of_those_who_were_before() {
    let told = paid_late(&[10, 0, 0, 0, 10, 10]);
    assert_eq!(by(&model("default"), &told, AT), Answer::No);
    let told = paid_late(&[10, 0, 0, 0, 0, 0, 10, 0, 10]);
    assert_eq!(words(&told, AT), "no longer pays on time");
    let told = paid_late(&[10, 0, 10, 0, 0, 0, 0, 10, 10]);
    assert!(!sentence(&told, AT).contains("no longer"), "4 of 6 before");
}

/// An invoice of 1,000, due on the day, unpaid, and `paid` others of 1,000 paid in time this year.
pub(crate) fn unpaid(due: &str, paid: usize) -> Told {
    (0..paid)
        .fold(business().since("2020-01-01"), |told, at| {
            told.billed(&at.to_string(), "2025-09-01", "2025-09-30", "2025-09-30")
        })
        .invoice("x", due, due, 1000)
}

#[test]
fn more_than_sixty_days_overdue_with_a_tenth_of_a_years_billing_is_no() {
    assert_eq!(
        by(&model("default"), &unpaid("2026-04-16", 9), AT),
        Answer::Yes,
        "60 days"
    );
    let told = unpaid("2026-04-15", 9);
    assert_eq!(by(&model("default"), &told, AT), Answer::No, "61 days");
    assert_eq!(
        words(&told, AT),
        "does not pay: owes you 1,000.00 EUR, the oldest 61 days overdue"
    );
    assert_eq!(
        by(&model("default"), &unpaid("2026-04-15", 10), AT),
        Answer::Yes,
        "1 of 11"
    );
    let patient = with("default", &[("overdue_days", "61")]);
    assert_eq!(by(&patient, &told, AT), Answer::Yes);
    let large = with("default", &[("overdue_share", "0.11")]);
    assert_eq!(by(&large, &told, AT), Answer::Yes);
    assert_eq!(
        told.evaluated(&model("default"), AT).class(),
        Some(Class::Ok),
        "no debtor yet"
    );
}

fn owes(model: &Model, told: &Told) -> bool {
    told.evaluated(model, AT)
        .findings
        .signs
        .contains(&Sign::Owes)
}

#[test]
fn a_third_of_the_billing_ninety_days_overdue_is_owing_and_bad() {
    let told = unpaid("2026-03-17", 2);
    assert!(owes(&model("default"), &told), "day 90, 1 of 3");
    assert!(!owes(&model("default"), &unpaid("2026-03-18", 2)), "day 89");
    assert!(!owes(&model("default"), &unpaid("2026-03-17", 3)), "1 of 4");
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Bad));
    assert_eq!(
        answer.sentence(),
        "owes you 1,000.00 EUR, the oldest 90 days overdue"
    );
    assert!(!owes(&with("default", &[("owes_days", "91")]), &told));
    assert!(!owes(&with("default", &[("owes_share", "0.34")]), &told));
}

#[test]
fn overdue_and_owing_hold_with_one_invoice_and_of_the_new() {
    let mut told = unpaid("2026-04-15", 0);
    assert_eq!(by(&model("default"), &told, AT), Answer::No);
    told = unpaid("2026-03-17", 0);
    told.customer.onboard_date = Some(day("2026-03-01"));
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Bad));
}

#[test]
fn purchases_are_paid_on_the_spot() {
    let told = person().bought("2024-01-01", 5).bought("2024-01-01", 7);
    let answer = told.evaluated(&model("default"), "2024-08-01");
    let pays = found(&answer, Question::Pays);
    assert_eq!(
        (pays.answer, pays.words.as_str()),
        (Answer::Yes, "pays on the spot")
    );
    assert_eq!(
        pays.sentence,
        "pays on the spot: bought once, on 1 January 2024"
    );
    let rated = told.rated("2024-02-01", "ann", Trait::PaysOnTime, 1);
    assert_eq!(
        by(&model("default"), &rated, "2024-08-01"),
        Answer::Yes,
        "before what is said"
    );
    let billed = rated.invoice("1", "2024-03-01", "2024-12-31", 5);
    assert_eq!(
        by(&model("default"), &billed, "2024-08-01"),
        Answer::No,
        "an invoice is told"
    );
}

#[test]
fn where_neither_invoices_nor_purchases_speak_people_do() {
    let says = |rating| business().rated("2026-01-01", "ann", Trait::PaysOnTime, rating);
    let of = |told: &Told| by(&model("default"), told, AT);
    assert_eq!(of(&business()), Answer::Unknown);
    assert_eq!(of(&says(4)), Answer::Yes);
    assert_eq!(of(&says(3)), Answer::Mixed);
    assert_eq!(of(&says(2)), Answer::No);
    assert_eq!(
        of(&says(5).rated("2026-01-01", "bob", Trait::PaysOnTime, 2)),
        Answer::Mixed
    );
    assert_eq!(
        by(&with("default", &[("high_from", "5")]), &says(4), AT),
        Answer::Mixed
    );
    assert_eq!(
        by(&with("default", &[("low_to", "1")]), &says(2), AT),
        Answer::Mixed
    );
}

#[test]
fn days_late_are_measured_and_said() {
    let told = paid_late(&[0, 12, 0, 30, 0, 0, 0, 21, 0, 0]);
    assert_eq!(
        sentence(&told, AT),
        "3 of 10 invoices late since June 2025, then usually 21 days"
    );
    let told = paid_late(&[20, 0, 0, 0]);
    assert_eq!(words(&told, AT), "pays late now and then");
    assert_eq!(
        sentence(&told, AT),
        "1 of 4 invoices late since June 2025, by 20 days"
    );
    assert_eq!(
        words(&paid_late(&[12, 11, 13]), AT),
        "pays late, 12 days as a rule"
    );
    assert_eq!(
        words(&paid_late(&[1, 7]), AT),
        "1 of 2 invoices late so far, by 7 days"
    );
    let short = with("default", &[("look_back_months", "6")]);
    let answer = paid_late(&[0; 9]).evaluated(&short, AT);
    assert_eq!(
        found(&answer, Question::Pays).sentence,
        "all 6 invoices due since December 2025 paid on time"
    );
}

#[test]
fn nobody_begins_to_pay_late_with_the_first_invoices() {
    let told = paid_late(&[10, 0, 10]);
    assert!(!sentence(&told, AT).contains("no longer"), "none before");
    let begun = |told: &Told| {
        let answer = told.evaluated(&model("default"), AT);
        !answer.findings.signs.contains(&Sign::NotBegunToPayLate)
    };
    assert!(begun(&told));
    assert!(!begun(&paid_late(&[10, 10])), "fewer than three");
}

#[test]
fn what_is_open_within_the_grace_is_not_counted() {
    let told = paid_late(&[0, 0, 0]).invoice("x", "2026-05-01", "2026-06-10", 1000);
    assert_eq!(by(&model("default"), &told, AT), Answer::Yes, "five days");
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!((answer.outlook.due, answer.outlook.on_time), (3, 3));
    let answer = told.evaluated(&model("default"), "2026-06-16");
    assert_eq!((answer.outlook.due, answer.outlook.on_time), (4, 3));
}

/// Two invoices paid on time, and one of 1,000 due 61 days ago of which so much is left open.
fn all_but(open: i64) -> Told {
    business()
        .since("2020-01-01")
        .billed("1", "2026-01-01", "2026-01-31", "2026-01-31")
        .billed("2", "2026-02-01", "2026-02-28", "2026-02-28")
        .invoice("3", "2026-03-15", "2026-04-15", 1000)
        .paid("3", "2026-04-10", 1000 - open)
}

#[test]
fn a_trifle_left_open_is_no_fault() {
    let usual = model("default");
    assert_eq!(by(&usual, &all_but(10), AT), Answer::Yes);
    assert_eq!(by(&usual, &all_but(11), AT), Answer::Mixed);
    let later = all_but(10).paid("3", "2026-06-14", 10);
    assert_eq!(by(&usual, &later, AT), Answer::Yes);
    let stern = with("default", &[("trifle_share", "0")]);
    assert_eq!(by(&stern, &all_but(10), AT), Answer::Mixed);
    let lenient = with("default", &[("trifle_share", "0.011")]);
    assert_eq!(by(&lenient, &all_but(11), AT), Answer::Yes);
}

#[test]
fn a_trifle_stays_open_in_the_sums() {
    let outlook = all_but(10).evaluated(&model("default"), AT).outlook;
    assert_eq!((outlook.open, outlook.overdue), (10_000_000, 0));
}

#[test]
fn what_is_overdue_is_named_where_it_speaks_against_them() {
    assert_eq!(
        words(&all_but(11), AT),
        "pays late now and then (11.00 EUR overdue, 61 days)"
    );
    assert_eq!(words(&all_but(10), AT), "pays on time");
    assert_eq!(
        sentence(&all_but(10), AT),
        "all 3 invoices due since June 2025 paid on time"
    );
}
