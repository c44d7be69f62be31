//! Converts amounts of money between the text that people write and the wire. No step uses a float.

use client::pb::google_type::Money;
use domain::money::{Currency, saturate};
use domain::words;

const MICROS: i128 = 1_000_000;

/// How people write decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notation {
    /// True if `1,5` is one and a half; false if `1.5` is.
    pub decimal_comma: bool,
    /// The separator between groups of three digits. The parser drops it.
    pub grouping: Option<char>,
}

/// Parses a decimal with up to six decimals into millionths.
///
/// The error names the broken rule.
pub fn parse_micros(text: &str, notation: Notation) -> Result<i128, String> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mark = if notation.decimal_comma { ',' } else { '.' };
    let (whole, fraction) = digits.split_once(mark).unwrap_or((digits, ""));
    let whole = match notation.grouping {
        Some(sign) => ungrouped(whole, sign).ok_or_else(|| no_decimal(text, mark))?,
        None => whole.to_owned(),
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(&whole) || !is_number(fraction) {
        return Err(no_decimal(text, mark));
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 6 {
        return Err(format!("`{text}` has more than six decimals"));
    }
    if whole.trim_start_matches('0').len() > 18 {
        return Err(format!("`{text}` is too large"));
    }
    let parse = |part: &str| {
        if part.is_empty() {
            Ok(0)
        } else {
            part.parse::<i128>()
        }
    };
    let too_large = |_| format!("`{text}` is too large");
    let micros = parse(&whole).map_err(too_large)? * MICROS
        + parse(&format!("{fraction:0<6}")).map_err(too_large)?;
    Ok(if negative { -micros } else { micros })
}

/// Drops the separators between groups of three. Returns none if one stands in the wrong place.
fn ungrouped(whole: &str, sign: char) -> Option<String> {
    let mut groups = whole.split(sign);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for (at, group) in groups.enumerate() {
        if group.len() != 3 || (at == 0 && !(1..=3).contains(&first.len())) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

fn no_decimal(text: &str, mark: char) -> String {
    format!("`{text}` is no decimal number such as 1234{mark}56")
}

/// An amount in a currency, given in millionths.
pub fn money(micros: i128, currency: &str) -> Money {
    Money {
        currency_code: currency.to_owned(),
        units: (micros / MICROS) as i64,
        nanos: (micros % MICROS * 1000) as i32,
    }
}

/// An amount in millionths.
pub fn micros(money: &Money) -> i128 {
    i128::from(money.units) * MICROS + i128::from(money.nanos) / 1000
}

/// The amount without its currency, rounded to the currency's own digits, for people: `-1,234.50`.
pub fn rounded(money: &Money) -> String {
    words::amount(saturate(micros(money)), currency(money))
}

/// The amount with its currency, for people: `1,234.50 EUR`.
pub fn show(money: &Money) -> String {
    words::money(saturate(micros(money)), currency(money))
}

fn currency(money: &Money) -> Currency {
    Currency::parse(&money.currency_code).unwrap_or(Currency::EUR)
}

/// The exact amount, for machines: `-1234.5`.
pub fn exact(money: &Money) -> String {
    let micros = micros(money);
    let sign = if micros < 0 { "-" } else { "" };
    let fraction = format!("{:06}", micros.abs() % MICROS);
    let decimals = fraction.trim_end_matches('0');
    format!("{sign}{}.{decimals:0<2}", micros.abs() / MICROS)
}

/// An exact sum, in millionths, with at least the currency's own decimals: `12,345.00`.
pub fn sum(micros: i128, currency: &str) -> String {
    let digits = Currency::parse(currency).map_or(2, words::digits) as usize;
    let sign = if micros < 0 { "-" } else { "" };
    let whole = grouped(micros.abs() / MICROS);
    let fraction = format!("{:06}", micros.abs() % MICROS);
    let kept = fraction.trim_end_matches('0').len().max(digits);
    match fraction.get(..kept) {
        Some(decimals) if !decimals.is_empty() => format!("{sign}{whole}.{decimals}"),
        _ => format!("{sign}{whole}"),
    }
}

/// Digits in groups of three.
pub fn grouped(number: i128) -> String {
    let digits = number.abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}
