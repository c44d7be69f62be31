//! Moments and days.

use chrono::Timelike;

use super::*;

const DAY: i64 = 24 * 60 * 60;

fn occurs(seconds: i64, nanos: i32) -> pb::Fact {
    let mut wire = fact(Body::Comeback(pb::Comeback::default()));
    wire.occur_time = Some(Timestamp { seconds, nanos });
    wire
}

#[test]
fn moments_are_cut_to_the_microsecond() {
    for (nanos, kept) in [(0, 0), (1_999, 1_000), (999_999_999, 999_999_000)] {
        let fact = read_fact(occurs(NOW - 1, nanos)).unwrap();
        assert_eq!(fact.occur_time.nanosecond(), kept);
    }
}

#[test]
fn a_fact_occurs_from_1970_to_a_day_ahead_of_the_server() {
    for (seconds, nanos, rules) in [
        (0, 0, &[][..]),
        (NOW + DAY, 0, &[]),
        (NOW + DAY, 999, &[]),
        (NOW + DAY, 1_000, &["TIME_IN_FUTURE"]),
        (NOW + DAY + 1, 0, &["TIME_IN_FUTURE"]),
        (-1, 999_999_999, &["OUT_OF_RANGE"]),
        (i64::MIN, 0, &["OUT_OF_RANGE"]),
        (i64::MAX, 0, &["OUT_OF_RANGE"]),
        (0, -1, &["OUT_OF_RANGE"]),
        (0, 1_000_000_000, &["OUT_OF_RANGE"]),
    ] {
        let expected: Vec<_> = rules
            .iter()
            .map(|rule| ("occur_time".to_owned(), *rule))
            .collect();
        assert_eq!(
            broken(read_fact(occurs(seconds, nanos))),
            expected,
            "{seconds} {nanos}"
        );
    }
}

#[test]
fn a_contract_occurs_at_the_latest_when_it_begins() {
    // 2026-10-09T00:00:00Z.
    let start = NOW + 100 * DAY - DAY / 2;
    for (seconds, rules) in [
        (NOW, &[][..]),
        (start, &[]),
        (start + 1, &["TIME_IN_FUTURE"]),
    ] {
        let mut wire = fact(Body::Contract(pb::Contract {
            contract_id: "K-1".to_owned(),
            start_date: Some(Date {
                year: 2026,
                month: 10,
                day: 9,
            }),
            billing_period_months: 12,
            amount: money("EUR", 1, 0),
            ..pb::Contract::default()
        }));
        wire.occur_time = Some(Timestamp { seconds, nanos: 0 });
        let expected: Vec<_> = rules
            .iter()
            .map(|rule| ("occur_time".to_owned(), *rule))
            .collect();
        assert_eq!(broken(read_fact(wire)), expected, "{seconds}");
    }
}

#[test]
fn a_fact_without_a_moment_is_refused() {
    let mut wire = occurs(0, 0);
    wire.occur_time = None;
    assert_eq!(
        broken(read_fact(wire)),
        [("occur_time".to_owned(), "REQUIRED")]
    );
}

#[test]
fn the_tellers_own_time_may_be_missing_and_is_checked_if_given() {
    let mut wire = occurs(NOW, 0);
    wire.source_record_time = Some(seconds(NOW + DAY));
    assert!(read_fact(wire.clone()).is_ok());
    wire.source_record_time = Some(seconds(NOW + DAY + 1));
    let expected = [("source_record_time".to_owned(), "TIME_IN_FUTURE")];
    assert_eq!(broken(read_fact(wire.clone())), expected);
    wire.source_record_time = Some(seconds(-1));
    let expected = [("source_record_time".to_owned(), "OUT_OF_RANGE")];
    assert_eq!(broken(read_fact(wire)), expected);
}

#[test]
fn days_are_days_of_the_calendar_from_1970_on() {
    for (issue_date, rule) in [
        (None, "REQUIRED"),
        (date(2026, 2, 29), "NOT_A_DATE"),
        (date(2026, 0, 0), "NOT_A_DATE"),
        (date(2026, 13, 1), "NOT_A_DATE"),
        (date(2026, -1, 1), "NOT_A_DATE"),
        (date(i32::MAX, 1, 1), "NOT_A_DATE"),
        (date(0, 3, 31), "OUT_OF_RANGE"),
        (date(1969, 12, 31), "OUT_OF_RANGE"),
        (date(10_000, 1, 1), "OUT_OF_RANGE"),
    ] {
        let body = Body::Invoice(pb::Invoice {
            issue_date,
            ..invoice()
        });
        check_body(body, &[("invoice.issue_date", rule)]);
    }
    for (year, month, day) in [(1970, 1, 1), (2024, 2, 29), (2026, 4, 14)] {
        let issue_date = date(year, month, day);
        check_body(
            Body::Invoice(pb::Invoice {
                issue_date,
                due_date: issue_date,
                ..invoice()
            }),
            &[],
        );
    }
}

#[test]
fn days_lie_no_further_ahead_than_anyone_plans() {
    let bill = |issue_date, due_date, start, end| {
        Body::Invoice(pb::Invoice {
            issue_date,
            due_date,
            service_start_date: start,
            service_end_date: end,
            ..invoice()
        })
    };
    let (next, after) = (date(2027, 7, 1), date(2027, 7, 2));
    check_body(bill(next, date(2037, 7, 1), None, None), &[]);
    check_body(
        bill(after, after, None, None),
        &[("invoice.issue_date", "OUT_OF_RANGE")],
    );
    let late = bill(next, date(2037, 7, 2), None, None);
    check_body(late, &[("invoice.due_date", "OUT_OF_RANGE")]);
    let (far, too_far) = (date(2036, 7, 1), date(2036, 7, 2));
    check_body(bill(next, next, far, far), &[]);
    let service = bill(next, next, too_far, too_far);
    check_body(service, &[("invoice.service_start_date", "OUT_OF_RANGE")]);

    let contract = |start_date, end_date| {
        Body::Contract(pb::Contract {
            contract_id: "SUP-77".to_owned(),
            start_date,
            end_date,
            billing_period_months: 12,
            amount: eur(1),
            exchange_rate: String::new(),
        })
    };
    check_body(contract(far, date(2136, 7, 1)), &[]);
    check_body(
        contract(too_far, None),
        &[("contract.start_date", "OUT_OF_RANGE")],
    );
    let endless = contract(far, date(9999, 12, 31));
    check_body(endless, &[("contract.end_date", "OUT_OF_RANGE")]);
}
