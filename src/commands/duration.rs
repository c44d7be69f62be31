//! Reads durations as people write them: `1:30`, `00:18:25`, `90m`, `1,5 h`, `1h 30m`.

use crate::number::{self, Notation, Size};

/// The words for units, with their seconds.
const UNITS: [(&str, &[&str]); 3] = [
    (
        "hours",
        &[
            "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden",
        ],
    ),
    (
        "minutes",
        &["m", "min", "mins", "minute", "minutes", "minuten"],
    ),
    (
        "seconds",
        &[
            "s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden",
        ],
    ),
];

/// The seconds of one unit. None if there is no such unit.
pub fn unit(name: &str) -> Option<i128> {
    match name {
        "hours" => Some(3600),
        "minutes" => Some(60),
        "seconds" => Some(1),
        _ => None,
    }
}

/// Reads a duration in whole seconds. A number without a unit is in the unit of its column, if that has one.
pub fn seconds(text: &str, column: &str, notation: Notation) -> Result<i64, String> {
    let text = text.trim();
    let unsigned = number::written(text, notation, Size::NeverGrouped);
    let negative = text.starts_with(['-', '\u{2212}', '(']);
    if negative || unsigned.is_ok_and(|written| written.number.is_negative()) {
        return Err(format!(
            "`{text}` is negative: no work takes less than no time"
        ));
    }
    let seconds = if text.contains(':') {
        clock(text, column)?
    } else {
        in_units(text, column, notation)?
    };
    i64::try_from(seconds).map_err(|_| format!("`{text}` is too long: nobody works that long"))
}

/// Reads `1:30` as hours and minutes, and `00:18:25` as hours, minutes and seconds.
fn clock(text: &str, column: &str) -> Result<i128, String> {
    let refused = || {
        format!(
            "`{text}` is no duration such as 1:30 (hours and minutes) or 0:18:25 (with seconds)"
        )
    };
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let [hours, small @ ..] = parts.as_slice() else {
        return Err(refused());
    };
    let is_small = |part: &&str| is_part(part) && part.len() == 2 && **part < *"60";
    if !is_part(hours)
        || hours.len() > 9
        || !(1..=2).contains(&small.len())
        || !small.iter().all(is_small)
    {
        return Err(refused());
    }
    if small.len() == 1 && matches!(column, "minutes" | "seconds") {
        return Err(format!(
            "`{text}` may be hours and minutes, or minutes and seconds: write it with seconds as in \
             0:18:25, or name the column `duration` where it is hours and minutes"
        ));
    }
    let number = |part: &str| part.parse::<i128>().map_err(|_| refused());
    let seconds = small.get(1).map_or(Ok(0), |part| number(part))?;
    Ok(number(hours)? * 3600 + number(small[0])? * 60 + seconds)
}

/// Reads `1h 30m`: numbers, each with its unit, from the largest unit to the smallest.
fn in_units(text: &str, column: &str, notation: Notation) -> Result<i128, String> {
    let mut seconds = 0;
    let mut least = i128::MAX;
    let mut rest = text;
    while !rest.is_empty() {
        let is_of_number = |letter: char| !letter.is_alphabetic() && !letter.is_whitespace();
        let end = rest
            .find(|letter| !is_of_number(letter))
            .unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        let end = behind
            .find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(behind.len());
        let (word, behind) = behind.split_at(end);
        let micros = number::parse(digits, notation, Size::NeverGrouped)
            .and_then(|number| number.micros())
            .map_err(|_| no_duration(text))?;
        let unit = match word {
            "" if least == i128::MAX && behind.is_empty() => {
                unit(column).ok_or_else(|| without_unit(text))?
            }
            // As in 1h30.
            "" if least == 3600 && behind.is_empty() => 60,
            word => unit_of(word).ok_or_else(|| no_duration(text))?,
        };
        if unit >= least {
            return Err(no_duration(text));
        }
        least = unit;
        seconds += micros * unit;
        rest = behind.trim_start_matches('.').trim_start();
    }
    if least == i128::MAX {
        return Err(no_duration(text));
    }
    Ok((seconds + 500_000).div_euclid(1_000_000))
}

fn unit_of(word: &str) -> Option<i128> {
    let word = word.to_lowercase();
    let (name, _) = UNITS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()))?;
    unit(name)
}

fn without_unit(text: &str) -> String {
    format!(
        "`{text}` has no unit: write 1:30, 90m or 1.5h, or name the column `hours` or `minutes`"
    )
}

fn no_duration(text: &str) -> String {
    format!("`{text}` is no duration such as 1:30, 0:18:25, 90m, 1.5h or 1h 30m")
}
