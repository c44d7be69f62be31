//! Amounts and days as people write them.

use commands::{
    amount,
    date::{self, Dates, Zone},
    day,
};
use customer_quality::pb::google_type::{Date, Money};

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
