//! Where a customer stands: the first that holds of past, prospect, new, quiet and active.

use crate::given::{Told, business, day, fact, model, named, person, time, with};
use domain::customer::{CustomerKind, Standing};
use domain::fact::{Body, EffortBilling, Invoice, NegotiationMoment, Service, Trait};
use domain::model::{Model, Question};
use domain::standing::Stands;
use domain::time::end_of;

fn by(model: &Model, told: &Told, at: &str) -> Standing {
    let history = told.history();
    Stands::of(history.at(time(at)), &model.settings.numbers).standing
}

fn stands(told: &Told, at: &str) -> Standing {
    by(&model("default"), told, at)
}

fn first_deal(told: Told, when: &str) -> Told {
    told.negotiated(when, NegotiationMoment::FirstDeal, (None, Some(1), None))
}

fn prospect() -> Told {
    let mut told = business();
    told.customer.prospect = true;
    told
}

#[test]
fn a_customer_told_by_name_alone_is_active() {
    assert_eq!(
        stands(&named("x", CustomerKind::NotGiven), "2026-01-01"),
        Standing::Active
    );
}

#[test]
fn who_is_told_to_be_a_prospect_is_one_until_something_is_sold() {
    let told = prospect();
    assert_eq!(stands(&told, "2026-01-01"), Standing::Prospect);
    assert_eq!(
        stands(&told.clone().since("2025-01-01"), "2026-01-01"),
        Standing::Prospect
    );
    let sold = told.bought("2026-02-01", 5);
    assert_eq!(stands(&sold, "2026-01-31"), Standing::Prospect);
    assert_eq!(stands(&sold, "2026-02-02"), Standing::New);
}

#[test]
fn a_first_deal_makes_a_prospect_where_there_is_neither_revenue_nor_an_onboard_date() {
    let told = first_deal(business(), "2026-01-10");
    assert_eq!(stands(&told, "2026-01-09"), Standing::Active);
    assert_eq!(stands(&told, "2026-01-11"), Standing::Prospect);
    assert_eq!(
        stands(&told.clone().since("2026-01-05"), "2026-01-11"),
        Standing::New
    );
    assert_eq!(
        stands(&told.bought("2026-01-10", 5), "2026-01-11"),
        Standing::New
    );
    let renewal = business().negotiated(
        "2026-01-10",
        NegotiationMoment::Renewal,
        (None, Some(1), None),
    );
    assert_eq!(stands(&renewal, "2026-01-11"), Standing::Active);
}

#[test]
fn a_prospect_has_no_class_and_no_way_up() {
    let told = prospect().rated("2026-01-01", "ann", Trait::OwnSort, 5);
    let answer = told.evaluated(&model("default"), "2026-02-01");
    assert_eq!((answer.class(), answer.next_class.is_none()), (None, true));
    assert_eq!(answer.sentence(), "");
    assert!(answer.findings.get(Question::Nice).is_some());
}

#[test]
fn days_0_to_181_of_a_relationship_are_new_and_day_182_is_not() {
    let told = business().since("2026-01-01");
    assert_eq!(stands(&told, "2026-01-01"), Standing::New);
    assert_eq!(stands(&told, "2026-07-01"), Standing::New, "day 181");
    assert_eq!(stands(&told, "2026-07-02"), Standing::Active, "day 182");
    let shorter = with("default", &[("new_for_days", "30")]);
    assert_eq!(by(&shorter, &told, "2026-01-30"), Standing::New);
    assert_eq!(by(&shorter, &told, "2026-01-31"), Standing::Active);
    assert_eq!(
        told.evaluated(&model("default"), "2026-07-01").day,
        Some(181)
    );
}

#[test]
fn without_an_onboard_date_the_first_revenue_begins_the_relationship() {
    let bought = person().bought("2026-01-01", 5);
    assert_eq!(stands(&bought, "2026-07-01"), Standing::New);
    assert_eq!(
        stands(&bought.bought("2026-06-01", 5), "2026-07-02"),
        Standing::Active
    );
    let billed = business().billed("1", "2026-01-01", "2026-01-31", "2026-01-31");
    assert_eq!(stands(&billed, "2026-07-01"), Standing::New);
}

/// 90 days and two gaps of 100 days over three purchases: 290 / 3, twice of which is 193 days.
#[test]
fn a_buyer_is_quiet_after_more_than_twice_the_usual_gap() {
    let told = person()
        .bought("2025-01-01", 5)
        .bought("2025-04-11", 5)
        .bought("2025-07-20", 5);
    assert_eq!(stands(&told, "2026-01-29"), Standing::Active, "193 days");
    assert_eq!(stands(&told, "2026-01-30"), Standing::Quiet, "194 days");
    let slower = with("default", &[("quiet_after_gaps", "3")]);
    assert_eq!(by(&slower, &told, "2026-01-30"), Standing::Active);
    let longer = with("default", &[("gap_prior_days", "100")]);
    assert_eq!(
        by(&longer, &told, "2026-02-05"),
        Standing::Active,
        "200 days"
    );
    assert_eq!(
        by(&longer, &told, "2026-02-06"),
        Standing::Quiet,
        "201 days"
    );
}

#[test]
fn nobody_is_quiet_before_182_days_of_silence() {
    let told = (1..=9).fold(person(), |told, month| {
        told.bought(&format!("2025-0{month}-01"), 5)
    });
    assert_eq!(stands(&told, "2026-03-02"), Standing::Active, "182 days");
    assert_eq!(stands(&told, "2026-03-03"), Standing::Quiet, "183 days");
    let sooner = with("default", &[("quiet_min_days", "100")]);
    assert_eq!(
        by(&sooner, &told, "2025-12-10"),
        Standing::Active,
        "100 days"
    );
    assert_eq!(
        by(&sooner, &told, "2025-12-11"),
        Standing::Quiet,
        "101 days"
    );
}

/// Gaps of 90, 92 and 92 days: three times 92 are 276.
fn quarterly() -> Told {
    let told = business().billed("1", "2024-10-01", "2024-10-31", "2024-10-20");
    let told = told.billed("2", "2024-12-30", "2025-01-31", "2025-01-20");
    let told = told.billed("3", "2025-04-01", "2025-04-30", "2025-04-20");
    told.billed("4", "2025-07-02", "2025-07-31", "2025-07-20")
}

#[test]
fn who_is_invoiced_is_quiet_after_three_times_the_usual_interval() {
    assert_eq!(
        stands(&quarterly(), "2026-04-04"),
        Standing::Active,
        "276 days"
    );
    assert_eq!(
        stands(&quarterly(), "2026-04-05"),
        Standing::Quiet,
        "277 days"
    );
    let sooner = with("default", &[("quiet_after_intervals", "2")]);
    assert_eq!(
        by(&sooner, &quarterly(), "2026-01-03"),
        Standing::Quiet,
        "185 days"
    );
}

#[test]
fn a_contract_or_hours_since_keep_the_invoiced_from_being_quiet() {
    let open = quarterly().contract("2025-01-01", None, 3);
    assert_eq!(stands(&open, "2026-04-05"), Standing::Active);
    let ended = quarterly().contract("2025-01-01", Some("2026-04-04"), 3);
    assert_eq!(stands(&ended, "2026-04-04"), Standing::Active);
    assert_eq!(stands(&ended, "2026-04-05"), Standing::Quiet);
    let worked = quarterly().support("2026-01-15", 30, EffortBilling::Billed);
    assert_eq!(stands(&worked, "2026-04-05"), Standing::Active);
    let before = quarterly().support("2025-06-15", 30, EffortBilling::Billed);
    assert_eq!(stands(&before, "2026-04-05"), Standing::Quiet);
}

#[test]
fn a_service_that_runs_on_is_no_silence() {
    let invoice = Invoice {
        invoice_id: "s".to_owned(),
        amount: crate::given::euros(1200),
        issue_date: day("2025-01-01"),
        due_date: day("2025-01-31"),
        service: Some(Service {
            first: day("2025-01-01"),
            last: day("2025-12-31"),
        }),
    };
    let told = business().told("2025-01-01", Body::Invoice(invoice));
    // One invoice has no interval: three times 90 days after the service.
    assert_eq!(stands(&told, "2026-09-27"), Standing::Active, "270 days");
    assert_eq!(stands(&told, "2026-09-28"), Standing::Quiet, "271 days");
}

#[test]
fn the_last_departure_or_return_decides_who_is_past() {
    let told = person().bought("2026-01-01", 5).left("2026-02-01");
    assert_eq!(stands(&told, "2026-01-31"), Standing::New);
    assert_eq!(stands(&told, "2026-02-01"), Standing::Past);
    let back = told.came_back("2026-03-01");
    assert_eq!(stands(&back, "2026-02-28"), Standing::Past);
    assert_eq!(stands(&back, "2026-03-02"), Standing::New);
    assert_eq!(
        stands(&back.left("2026-04-01"), "2026-04-02"),
        Standing::Past
    );
}

#[test]
fn past_comes_before_prospect_and_prospect_before_new() {
    let told = prospect().since("2026-01-01");
    assert_eq!(stands(&told, "2026-01-02"), Standing::Prospect);
    assert_eq!(
        stands(&told.left("2026-01-05"), "2026-01-06"),
        Standing::Past
    );
}

#[test]
fn the_quiet_speak_for_the_day_they_last_bought_and_the_past_for_the_day_they_left() {
    let numbers = model("default").settings.numbers;
    let quiet = person().bought("2025-01-01", 5).history();
    let quiet = Stands::of(quiet.at(time("2026-01-01")), &numbers);
    assert_eq!(quiet.standing, Standing::Quiet);
    assert_eq!(quiet.moment(time("2026-01-01")), end_of(day("2025-01-01")));
    let past = person()
        .bought("2025-01-01", 5)
        .left("2025-03-01")
        .history();
    let past = Stands::of(past.at(time("2026-01-01")), &numbers);
    assert_eq!(past.moment(time("2026-01-01")), time("2025-03-01"));
    let active = business().history();
    let active = Stands::of(active.at(time("2026-01-01")), &numbers);
    assert_eq!(active.moment(time("2026-01-01")), time("2026-01-01"));
}

#[test]
fn facts_told_ahead_make_no_standing_yet() {
    let mut told = person().bought("2026-01-01", 5);
    let reason = String::new();
    let back = Body::Comeback(domain::fact::Comeback { reason });
    told = told.left("2026-02-01");
    told.facts
        .push(fact("p", "later", time("2027-01-01"), back));
    assert_eq!(stands(&told, "2026-06-01"), Standing::Past);
}
