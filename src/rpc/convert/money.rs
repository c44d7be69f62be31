//! Amounts of money and exchange rates. They are read exactly, without floating point.

use domain::money::{AMOUNT_MAX, Amount, Currency, Micros, RATE_ONE, UNIT};

use super::check::{Check, Read, shown};
use super::rule;
use crate::{error::Error, pb::google_type::Money};

const NANOS_PER_UNIT: i32 = 1_000_000_000;
const NANOS_PER_MICRO: i32 = 1_000;
const RATE_DECIMALS: usize = 9;

/// The lower bound of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Least {
    /// Zero or more.
    Zero,
    /// More than zero.
    AboveZero,
}

impl Check {
    /// Reads the fields `amount` and `exchange_rate` of a fact's body.
    pub(crate) fn amount(
        &mut self,
        wire: Option<Money>,
        exchange_rate: &str,
        least: Least,
    ) -> Read<Amount> {
        let money = self.required("amount", wire);
        let money = money.and_then(|money| self.at("amount", |check| check.money(money, least)));
        let rate = self.rate(exchange_rate);
        let ((micros, currency), rate) = (money?, rate?);
        let amount = Amount {
            micros,
            currency,
            rate_nanos: self.rate_nanos(currency, rate)?,
        };
        if amount.reporting() > AMOUNT_MAX {
            let description = format!(
                "makes it more than {} {}: that is too much for one fact",
                AMOUNT_MAX / UNIT,
                self.terms.reporting_currency
            );
            return Err(self.violated("exchange_rate", rule::OUT_OF_RANGE, description));
        }
        Ok(amount)
    }

    fn money(&mut self, wire: Money, least: Least) -> Read<(Micros, Currency)> {
        let Money {
            currency_code,
            units,
            nanos,
        } = wire;
        let currency = Currency::parse(&currency_code).ok_or_else(|| {
            let description = format!(
                "must be an ISO 4217 code of three capital letters, and is {}",
                shown(&currency_code)
            );
            self.violated("currency_code", rule::CURRENCY_CODE, description)
        });
        let micros = self.micros(units, nanos, least);
        Ok((micros?, currency?))
    }

    fn micros(&mut self, units: i64, nanos: i32, least: Least) -> Read<Micros> {
        if nanos.unsigned_abs() >= NANOS_PER_UNIT.unsigned_abs() {
            let description = format!("must be -999999999 to 999999999, and is `{nanos}`");
            return Err(self.violated("nanos", rule::OUT_OF_RANGE, description));
        }
        if units.signum() * i64::from(nanos.signum()) < 0 {
            let description =
                format!("must have the sign of units, which is `{units}`, and is `{nanos}`");
            return Err(self.violated("nanos", rule::SIGN_MISMATCH, description));
        }
        if nanos % NANOS_PER_MICRO != 0 {
            let description =
                format!("must be divisible by 1000, and is `{nanos}`: round it to six decimals");
            return Err(self.violated("nanos", rule::NANOS_NOT_MICROS, description));
        }
        let micros = i128::from(units) * i128::from(UNIT) + i128::from(nanos / NANOS_PER_MICRO);
        let (first, words) = match least {
            Least::Zero => (0, "zero"),
            Least::AboveZero => (1, "above zero"),
        };
        let fits = Micros::try_from(micros).ok();
        fits.filter(|micros| (first..=AMOUNT_MAX).contains(micros))
            .ok_or_else(|| {
                let description = format!(
                    "must be {words} to {}, and has units `{units}` and nanos `{nanos}`",
                    AMOUNT_MAX / UNIT
                );
                self.violated("", rule::OUT_OF_RANGE, description)
            })
    }

    /// The rate in billionths, if it is given.
    fn rate(&mut self, text: &str) -> Read<Option<i64>> {
        if text.is_empty() {
            return Ok(None);
        }
        let Some(rate) = billionths(text) else {
            let description = format!(
                "must be a decimal with up to {RATE_DECIMALS} decimals such as `0.9234`, and is {}",
                shown(text)
            );
            return Err(self.violated("exchange_rate", rule::NOT_A_DECIMAL, description));
        };
        let fits = i64::try_from(rate).ok().filter(|rate| *rate > 0);
        fits.map(Some).ok_or_else(|| {
            let description = format!(
                "must be above 0 and below {}, and is {}",
                i64::MAX / RATE_ONE,
                shown(text)
            );
            self.violated("exchange_rate", rule::OUT_OF_RANGE, description)
        })
    }

    /// The rate in billionths from `currency` to the reporting currency.
    fn rate_nanos(&mut self, currency: Currency, rate: Option<i64>) -> Read<i64> {
        let expected = self.terms.reporting_currency;
        match rate {
            None if currency == expected => Ok(RATE_ONE),
            None => Err(self.refused(Error::CurrencyMismatch {
                currency: currency.to_string(),
                expected_currency: expected.to_string(),
            })),
            Some(rate) if currency == expected && rate != RATE_ONE => {
                let description = format!(
                    "must be empty or 1 where the amount is in {expected} already: leave it out"
                );
                Err(self.violated("exchange_rate", rule::RATE_NOT_ONE, description))
            }
            Some(rate) => Ok(rate),
        }
    }
}

/// Reads a plain decimal in billionths: digits, and up to nine more after a point.
fn billionths(text: &str) -> Option<i128> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (text, ""),
    };
    let is_plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || decimals.len() > RATE_DECIMALS {
        return None;
    }
    if !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    format!("{whole}{decimals:0<RATE_DECIMALS$}").parse().ok()
}

/// An amount in wire form: the money, and the exchange rate if the currency needs one.
pub(crate) fn to_wire(amount: Amount, reporting_currency: Currency) -> (Option<Money>, String) {
    let Amount {
        micros,
        currency,
        rate_nanos,
    } = amount;
    let rate = if currency == reporting_currency && rate_nanos == RATE_ONE {
        String::new()
    } else {
        decimal(rate_nanos)
    };
    (Some(wire_money(micros, currency)), rate)
}

/// Money in wire form.
pub(crate) fn wire_money(micros: Micros, currency: Currency) -> Money {
    Money {
        currency_code: currency.to_string(),
        units: micros / UNIT,
        nanos: (micros % UNIT) as i32 * NANOS_PER_MICRO,
    }
}

/// Billionths as the shortest decimal.
fn decimal(billionths: i64) -> String {
    let (whole, rest) = (billionths / RATE_ONE, billionths % RATE_ONE);
    let text = format!("{whole}.{rest:0RATE_DECIMALS$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
