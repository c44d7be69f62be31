//! Amounts of money on the wire, and for people and machines. No step uses a float.

use client::pb::google_type::Money;
use domain::money::{Currency, saturate};
use domain::words;

use crate::number::Number;

const MICROS: i128 = 1_000_000;

/// An amount in a currency, given in millionths.
pub fn money(micros: i128, currency: &str) -> Money {
    Money {
        currency_code: currency.to_owned(),
        units: (micros / MICROS) as i64,
        nanos: (micros % MICROS * 1000) as i32,
    }
}

/// The millionths of an amount that is given in the smallest unit of its currency.
pub fn of_minor_units(number: &Number, code: &str) -> Result<i128, String> {
    let digits = Currency::parse(code).map_or(2, words::digits);
    let units = number.scaled(0).ok_or_else(|| {
        "the amount has decimals: write it in the currency's smallest unit, or leave out --minor-units (in a \
         mapping `minor_units`)"
            .to_owned()
    })?;
    Ok(units * 10_i128.pow(6 - digits))
}

/// The amount without its minus.
pub fn without_sign(money: Money) -> Money {
    Money {
        units: money.units.abs(),
        nanos: money.nanos.abs(),
        ..money
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
