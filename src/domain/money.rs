//! Money in integer micros, the millionths of a currency unit. Sums are exact and do not depend on their
//! order.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Millionths of a unit of the reporting currency.
pub type Micros = i64;

/// One currency unit in micros.
pub const UNIT: Micros = 1_000_000;

/// The largest amount of a fact, in micros: ten billion units. It leaves room for sums.
pub const AMOUNT_MAX: Micros = 10_000_000_000 * UNIT;

/// The exchange rate of one. Rates are stored in billionths.
pub const RATE_ONE: i64 = 1_000_000_000;

/// An ISO 4217 code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Reads a code; `None` unless it is three capital letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(bytes))
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("`{code}` is not a currency code"))
    }
}

/// An amount as it was recorded: in its own currency, with the rate to the reporting currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Micros of its own currency.
    pub micros: i64,
    /// Its own currency.
    pub currency: Currency,
    /// Billionths of a reporting unit per unit of its own currency.
    pub rate_nanos: i64,
}

impl Amount {
    /// An amount in the reporting currency.
    #[must_use]
    pub fn reporting_currency(micros: Micros, currency: Currency) -> Self {
        Self {
            micros,
            currency,
            rate_nanos: RATE_ONE,
        }
    }

    /// The amount in micros of the reporting currency, rounded half away from zero.
    #[must_use]
    pub fn reporting(&self) -> Micros {
        if self.rate_nanos == RATE_ONE {
            return self.micros;
        }
        let product = i128::from(self.micros) * i128::from(self.rate_nanos);
        let half = i128::from(RATE_ONE / 2) * product.signum();
        saturate((product + half) / i128::from(RATE_ONE))
    }
}

/// Limits `value` to the range of an `i64`. Sums stay far below the limit, because each amount is limited.
#[must_use]
pub fn saturate(value: i128) -> i64 {
    value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
