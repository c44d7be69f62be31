//! Amounts and days as people write them.

use commands::{
    amount::{self, Notation, parse_micros},
    day,
};
use customer_quality::pb::google_type::{Date, Money};

fn german() -> Notation {
    Notation {
        decimal_comma: true,
        grouping: Some('.'),
    }
}

#[test]
fn amounts_are_read_exactly() {
    let table = [
        ("0", 0),
        ("29.33", 29_330_000),
        ("-1.75", -1_750_000),
        ("\u{2212}1.75", -1_750_000),
        ("+3", 3_000_000),
        (".5", 500_000),
        ("5.", 5_000_000),
        ("0.000001", 1),
        ("1.10000000", 1_100_000),
        ("999999999999999999", 999_999_999_999_999_999_000_000),
    ];
    for (text, micros) in table {
        assert_eq!(
            parse_micros(text, Notation::default()),
            Ok(micros),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        "-",
        ".",
        "1,5",
        "1.2.3",
        "1e3",
        "EUR 5",
        "0.0000001",
        "1 000",
        "NaN",
        "--1",
    ] {
        assert!(parse_micros(text, Notation::default()).is_err(), "{text}");
    }
    assert!(parse_micros("1000000000000000000", Notation::default()).is_err());
}

#[test]
fn a_decimal_comma_and_groups_are_read() {
    let table = [
        ("1.234,56", 1_234_560_000),
        ("1234,5", 1_234_500_000),
        ("12.345.678", 12_345_678_000_000),
    ];
    for (text, micros) in table {
        assert_eq!(parse_micros(text, german()), Ok(micros), "{text}");
    }
    for text in ["1.23", "1.2345", ".123", "1234.567,0", "1,234.5"] {
        assert!(parse_micros(text, german()).is_err(), "{text}");
    }
}

#[test]
fn money_on_the_wire_has_one_sign() {
    let money = amount::money(-1_750_000, "USD");
    let expected = Money {
        currency_code: "USD".into(),
        units: -1,
        nanos: -750_000_000,
    };
    assert_eq!(money, expected);
    assert_eq!(amount::micros(&money), -1_750_000);
}

#[test]
fn amounts_are_shown_to_the_cent_and_written_exactly() {
    let table = [
        (1_234_567_895_000, "1,234,567.90 EUR", "1234567.895"),
        (-5_000, "-0.01 EUR", "-0.005"),
        (-4_000, "0.00 EUR", "-0.004"),
        (999_000_000, "999.00 EUR", "999.00"),
        (1_000_000_000, "1,000.00 EUR", "1000.00"),
    ];
    for (micros, shown, exact) in table {
        let money = amount::money(micros, "EUR");
        assert_eq!(
            (
                amount::show(&money).as_str(),
                amount::exact(&money).as_str()
            ),
            (shown, exact)
        );
    }
}

#[test]
fn times_are_read_in_the_usual_ways_and_in_the_ways_told() {
    let table = [
        ("2026-03-31", &[][..], "2026-03-31T00:00:00Z"),
        ("2026-03-31 10:30", &[], "2026-03-31T10:30:00Z"),
        ("2026-03-31T10:30:15+02:00", &[], "2026-03-31T08:30:15Z"),
        (
            "2026-03-31T10:30:15.123456Z",
            &[],
            "2026-03-31T10:30:15.123456Z",
        ),
        ("19970101", &["%Y%m%d"], "1997-01-01T00:00:00Z"),
        (
            "31.03.2026",
            &["%Y%m%d", "%d.%m.%Y"],
            "2026-03-31T00:00:00Z",
        ),
        (
            "31.03.2026 10:30",
            &["%d.%m.%Y %H:%M"],
            "2026-03-31T10:30:00Z",
        ),
        ("3/31/26", &["%m/%d/%y"], "2026-03-31T00:00:00Z"),
        ("2026-03-31", &["%Y%m%d"], "2026-03-31T00:00:00Z"),
    ];
    for (text, formats, expected) in table {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        assert_eq!(
            day::parse_time(text, &formats).unwrap().to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn what_is_no_day_is_refused() {
    for text in [
        "",
        "31.03.2026",
        "2026-02-30",
        "2026-13-01",
        "yesterday",
        "20260331",
    ] {
        assert!(day::parse_date(text, &[]).is_err(), "{text}");
    }
    assert_eq!(
        day::parse_date("2024-02-29", &[]),
        Ok(Date {
            year: 2024,
            month: 2,
            day: 29
        })
    );
}

#[test]
fn formats_are_checked_before_they_are_used() {
    assert!(day::check_format("%d.%m.%Y").is_ok());
    assert!(day::check_format("DD.MM.YYYY").is_err());
    assert!(day::check_format("%d.%Q").is_err());
}
