//! Numbers, amounts, durations and days as people write them.

use commands::{
    amount, currency,
    date::{self, Dates, Zone},
    day, duration,
    number::{self, Decimal, Notation, Size},
};
use customer_quality::pb::google_type::{Date, Money};

fn german() -> Notation {
    Notation {
        decimal: Some(Decimal::Comma),
        grouping: Some('.'),
    }
}

fn point() -> Notation {
    Notation {
        decimal: Some(Decimal::Point),
        grouping: None,
    }
}

fn micros(text: &str, notation: Notation) -> Result<i128, String> {
    number::parse(text, notation, Size::Grouped)?.micros()
}

#[test]
fn amounts_are_read_exactly() {
    let table = [
        ("0", 0),
        ("29.33", 29_330_000),
        ("-1.75", -1_750_000),
        ("\u{2212}1.75", -1_750_000),
        ("1.75-", -1_750_000),
        ("(120.00)", -120_000_000),
        ("- 5", -5_000_000),
        ("+3", 3_000_000),
        (".5", 500_000),
        ("5.", 5_000_000),
        ("0.000001", 1),
        ("1.10000000", 1_100_000),
        ("999999999999999999", 999_999_999_999_999_999_000_000),
    ];
    for (text, expected) in table {
        for notation in [point(), Notation::default()] {
            assert_eq!(micros(text, notation), Ok(expected), "{text}");
        }
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        "-",
        ".",
        "1.2.3",
        "1e3",
        "EUR 5",
        "0.0000001",
        "1 000",
        "NaN",
        "--1",
        "(-1)",
        "(1",
        "1)",
        "-1-",
        "5 5",
        "12,-",
        "12.-",
        "1-2",
        "1'000",
        "5+",
    ] {
        assert!(micros(text, Notation::default()).is_err(), "{text}");
    }
    for text in ["1,5", "1,234"] {
        assert!(micros(text, point()).is_err(), "{text}");
    }
    assert!(micros("1000000000000000000", point()).is_err());
}

#[test]
fn a_decimal_comma_and_groups_are_read() {
    let table = [
        ("1.234,56", 1_234_560_000),
        ("1234,5", 1_234_500_000),
        ("12.345.678", 12_345_678_000_000),
        ("120,00-", -120_000_000),
        ("0,750", 750_000),
    ];
    for (text, expected) in table {
        assert_eq!(micros(text, german()), Ok(expected), "{text}");
    }
    for text in [
        "1.23",
        "1.2345",
        ".123",
        "1234.567,0",
        "1,234.5",
        "0.750",
        "00.750",
        "0.750,00",
        "1..234",
        "1.234.5",
    ] {
        assert!(micros(text, german()).is_err(), "{text}");
    }
}

#[test]
fn a_number_with_one_meaning_is_read_and_one_with_two_is_refused() {
    let table = [
        ("1,5", 1_500_000),
        ("12,50", 12_500_000),
        ("0.750", 750_000),
        ("1.234,56", 1_234_560_000),
        ("1,234.56", 1_234_560_000),
        ("1.234.567", 1_234_567_000_000),
        ("1234.567", 1_234_567_000),
    ];
    for (text, expected) in table {
        assert_eq!(micros(text, Notation::default()), Ok(expected), "{text}");
    }
    for text in ["1.234", "1,234", "-12,345", "123.456"] {
        let words = micros(text, Notation::default()).unwrap_err();
        assert!(
            words.contains("--decimal point") && words.contains("--decimal comma"),
            "{words}"
        );
    }
    assert_eq!(micros("1.234", point()), Ok(1_234_000));
    let rate = number::parse("1,085", Notation::default(), Size::NeverGrouped);
    assert_eq!(rate.unwrap().rate().unwrap(), "1.085");
}

#[test]
fn blanks_and_apostrophes_stand_between_groups_where_told() {
    let with = |sign| Notation {
        decimal: Some(Decimal::Comma),
        grouping: Some(sign),
    };
    for text in ["1 234,5", "1\u{a0}234,5", "1\u{202f}234,5"] {
        assert_eq!(micros(text, with(' ')), Ok(1_234_500_000), "{text}");
    }
    for text in ["1'234,5", "1\u{2019}234,5"] {
        assert_eq!(micros(text, with('\'')), Ok(1_234_500_000), "{text}");
    }
    assert!(micros("1 234,5", with('.')).is_err());
}

#[test]
fn a_sign_gives_the_currency_or_agrees_with_it() {
    let table = [
        ("€", None, Ok("EUR")),
        ("eur", None, Ok("EUR")),
        ("Fr.", None, Ok("CHF")),
        ("$", None, Ok("USD")),
        ("$", Some("CAD"), Ok("CAD")),
        ("kr", Some("SEK"), Ok("SEK")),
        (
            "$",
            Some("EUR"),
            Err("the amount is in `$`, and the currency is EUR"),
        ),
        (
            "USD",
            Some("EUR"),
            Err("the amount is in `USD`, and the currency is EUR"),
        ),
        ("kr", None, Err("`kr` may be DKK or ISK or NOK or SEK")),
        ("kg", None, Err("`kg` is no currency")),
    ];
    for (word, given, expected) in table {
        match (currency::code(word, given), expected) {
            (Ok(code), Ok(expected)) => assert_eq!(code, expected),
            (Err(words), Err(expected)) => assert!(words.starts_with(expected), "{words}"),
            (other, _) => panic!("{word}: {other:?}"),
        }
    }
}

#[test]
fn durations_are_read_in_the_usual_ways() {
    let table = [
        ("1:30", "duration", 5_400),
        ("00:18:25", "duration", 1_105),
        ("125:00", "hours", 450_000),
        ("0:05", "hours", 300),
        ("90m", "duration", 5_400),
        ("90 min", "duration", 5_400),
        ("1,5 h", "duration", 5_400),
        ("1.5h", "duration", 5_400),
        ("1h 30m", "duration", 5_400),
        ("1h30", "duration", 5_400),
        ("2 Std.", "duration", 7_200),
        ("1 hour 5 minutes 6 seconds", "duration", 3_906),
        ("1.667", "hours", 6_001),
        ("1,5", "hours", 5_400),
        ("90", "minutes", 5_400),
        ("0:18:25", "minutes", 1_105),
    ];
    for (text, column, seconds) in table {
        assert_eq!(
            duration::seconds(text, column, Notation::default()),
            Ok(seconds),
            "{text}"
        );
    }
    let table = [
        ("1.5", "duration", "has no unit"),
        ("-1:30", "duration", "is negative"),
        ("-2", "hours", "is negative"),
        ("(2 h)", "duration", "is negative"),
        ("1:75", "duration", "is no duration"),
        ("1:30:99", "duration", "is no duration"),
        ("1:3", "duration", "is no duration"),
        (
            "1:30",
            "minutes",
            "may be hours and minutes, or minutes and seconds",
        ),
        ("1d", "duration", "is no duration"),
        ("30m 1h", "duration", "is no duration"),
        ("h", "duration", "is no duration"),
        ("", "duration", "is no duration"),
        ("1h 2h", "duration", "is no duration"),
    ];
    for (text, column, words) in table {
        let told = duration::seconds(text, column, Notation::default()).unwrap_err();
        assert!(told.contains(words), "{text}: {told}");
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

fn with(formats: &[&str]) -> Dates {
    let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
    Dates::of(&formats)
}

#[test]
fn times_are_read_in_the_usual_ways_and_in_the_ways_told() {
    let table = [
        ("2026-03-31", &[][..], "2026-03-31T00:00:00Z"),
        ("2026-03-31 10:30", &[], "2026-03-31T10:30:00Z"),
        ("2026-03-31T10:30:15+02:00", &[], "2026-03-31T08:30:15Z"),
        ("2026-03-31 10:30:15 +0200", &[], "2026-03-31T08:30:15Z"),
        ("2026-03-31 10:30:15 UTC", &[], "2026-03-31T10:30:15Z"),
        (
            "2026-03-31T10:30:15.123456Z",
            &[],
            "2026-03-31T10:30:15.123456Z",
        ),
        ("31.03.2026", &[], "2026-03-31T00:00:00Z"),
        ("1.3.2026 10:30", &[], "2026-03-01T10:30:00Z"),
        ("2026/03/31", &[], "2026-03-31T00:00:00Z"),
        ("31 March 2026", &[], "2026-03-31T00:00:00Z"),
        ("31-Mar-2026", &[], "2026-03-31T00:00:00Z"),
        ("March 31, 2026", &[], "2026-03-31T00:00:00Z"),
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
        ("1774951200", &["%s"], "2026-03-31T10:00:00Z"),
    ];
    for (text, formats, expected) in table {
        let time = with(formats).time(text);
        assert_eq!(time.unwrap().to_string(), expected, "{text}");
    }
}

#[test]
fn what_is_no_day_is_refused_with_what_to_do() {
    let table = [
        ("", "is no date"),
        ("31.03.26", "is no date"),
        ("2026-02-30", "is no date"),
        ("2026-13-01", "is no date"),
        ("yesterday", "is no date"),
        ("20260331", "is no date"),
        ("45292", "is the number of a day in a spreadsheet"),
        ("45292.5", "is the number of a day in a spreadsheet"),
        ("03/04/2026", "--dates %d/%m/%Y or --dates %m/%d/%Y"),
        ("3/31/2026 10:00", "--dates %d/%m/%Y or --dates %m/%d/%Y"),
    ];
    for (text, words) in table {
        let told = with(&[]).date(text).unwrap_err();
        assert!(told.contains(words), "{text}: {told}");
    }
    // The file writes the month first: a day of another form is a slip.
    assert!(with(&["%m.%d.%Y"]).date("31.03.2026").is_err());
    assert_eq!(
        with(&[]).date("2024-02-29"),
        Ok(Date {
            year: 2024,
            month: 2,
            day: 29
        })
    );
}

#[test]
fn a_day_of_a_time_is_the_day_as_written() {
    let mut dates = with(&[]);
    dates.zone = Some(Zone::of("Europe/Berlin").unwrap());
    for text in [
        "2026-03-31 00:30",
        "2026-03-31T00:30:00+02:00",
        "2026-03-31",
    ] {
        assert_eq!(
            day::show_date(&dates.date(text).unwrap()),
            "2026-03-31",
            "{text}"
        );
    }
}

#[test]
fn a_zone_gives_times_without_one_their_distance_from_utc() {
    let mut dates = with(&[]);
    dates.zone = Some(Zone::of("Europe/Berlin").unwrap());
    let table = [
        ("2026-01-15 10:00", "2026-01-15T09:00:00Z"),
        ("2026-07-15 10:00", "2026-07-15T08:00:00Z"),
        ("2026-07-15T10:00:00Z", "2026-07-15T10:00:00Z"),
        ("2026-07-15", "2026-07-15T00:00:00Z"),
        // The clocks show this hour twice; the first one counts.
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
    ];
    for (text, expected) in table {
        assert_eq!(dates.time(text).unwrap().to_string(), expected, "{text}");
    }
    let told = dates.time("2026-03-29 02:30").unwrap_err();
    assert!(told.contains("does not exist in Europe/Berlin"), "{told}");
    let told = Zone::of("Europe/Bonn").unwrap_err();
    assert!(told.contains("`Europe/Bonn` is no zone"), "{told}");
}

#[test]
fn a_day_without_a_year_lies_in_the_year_that_begins_with_the_given_day() {
    let in_year = |from: &str| Dates {
        year_from: Some(from.parse().unwrap()),
        ..with(&["%d%m"])
    };
    let table = [
        ("2026-01-01", "0503", "2026-03-05"),
        ("2026-01-01", "3112", "2026-12-31"),
        // A spreadsheet took the 0 away.
        ("2026-01-01", "503", "2026-03-05"),
        ("2025-07-01", "0503", "2026-03-05"),
        ("2025-07-01", "0107", "2025-07-01"),
        ("2027-07-01", "2902", "2028-02-29"),
    ];
    for (from, text, expected) in table {
        let day = in_year(from).date(text).unwrap();
        assert_eq!(day::show_date(&day), expected, "{text} from {from}");
    }
    for text in ["2902", "3204", "11", "11111"] {
        assert!(in_year("2026-01-01").date(text).is_err(), "{text}");
    }
}

#[test]
fn formats_are_checked_before_they_are_used() {
    assert!(date::check_format("%d.%m.%Y", false).is_ok());
    assert!(date::check_format("%d%m", true).is_ok());
    assert!(date::check_format("%d%m", false).is_err());
    assert!(date::check_format("DD.MM.YYYY", false).is_err());
    assert!(date::check_format("%d.%Q", false).is_err());
}
