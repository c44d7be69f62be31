//! Numbers, currencies and durations as people write them.

use commands::{
    currency, duration,
    number::{self, Decimal, Notation, Size},
};

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
