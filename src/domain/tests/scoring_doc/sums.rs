//! Computes exactly the sums that the document writes out.

use domain::ratio::floor_div;
use std::iter::Peekable;
use std::str::Chars;

/// A fraction, the lower part above zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fraction {
    upper: i128,
    lower: i128,
}

impl Fraction {
    /// In millionths, rounded down.
    pub(crate) fn millionths(self) -> i64 {
        floor_div(self.upper * 1_000_000, self.lower) as i64
    }

    /// The nearest whole number, a half upwards.
    pub(crate) fn nearest(self) -> i64 {
        floor_div(2 * self.upper + self.lower, 2 * self.lower) as i64
    }

    fn new(upper: i128, lower: i128) -> Self {
        assert_ne!(lower, 0, "a sum divides by zero");
        let divisor = gcd(upper, lower) * lower.signum();
        Self {
            upper: upper / divisor,
            lower: lower / divisor,
        }
    }

    fn plus(self, other: Self) -> Self {
        let upper = self.upper * other.lower + other.upper * self.lower;
        Self::new(upper, self.lower * other.lower)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.upper * other.upper, self.lower * other.lower)
    }

    fn negative(self) -> Self {
        Self {
            upper: -self.upper,
            ..self
        }
    }

    fn upside_down(self) -> Self {
        Self::new(self.lower, self.upper)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The value of a sum with `+`, `-`, `x`, `/` and parentheses.
pub(crate) fn value(sum: &str) -> Fraction {
    let mut rest = sum.chars().peekable();
    let value = terms(&mut rest);
    assert_eq!(rest.next(), None, "`{sum}` is no sum");
    value
}

fn terms(rest: &mut Peekable<Chars<'_>>) -> Fraction {
    let mut value = factors(rest);
    loop {
        value = match next(rest) {
            Some('+') => {
                rest.next();
                value.plus(factors(rest))
            }
            Some('-') => {
                rest.next();
                value.plus(factors(rest).negative())
            }
            _ => return value,
        };
    }
}

fn factors(rest: &mut Peekable<Chars<'_>>) -> Fraction {
    let mut value = single(rest);
    loop {
        value = match next(rest) {
            Some('x') => {
                rest.next();
                value.times(single(rest))
            }
            Some('/') => {
                rest.next();
                value.times(single(rest).upside_down())
            }
            _ => return value,
        };
    }
}

fn single(rest: &mut Peekable<Chars<'_>>) -> Fraction {
    match next(rest) {
        Some('-') => {
            rest.next();
            single(rest).negative()
        }
        Some('(') => {
            rest.next();
            let value = terms(rest);
            assert_eq!(next(rest), Some(')'), "a parenthesis is not closed");
            rest.next();
            value
        }
        _ => number(rest),
    }
}

fn number(rest: &mut Peekable<Chars<'_>>) -> Fraction {
    let mut digits = String::new();
    while let Some(digit) = rest.next_if(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        digits.push(digit);
    }
    Fraction::new(super::document::millionths(&digits).into(), 1_000_000)
}

fn next(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
    rest.peek().copied()
}

#[test]
fn sums_are_computed_as_by_hand() {
    for (sum, millionths, nearest) in [
        ("2 + 3 x 4", 14_000_000, 14),
        ("(2 + 0.65) / (3 + 1.09)", 647_921, 1),
        ("1 - 5 / 2", -1_500_000, -1),
        ("-1 / 3", -333_334, 0),
        ("1,200.5 - (200 - 0.5)", 1_001_000_000, 1001),
    ] {
        assert_eq!(value(sum).millionths(), millionths, "{sum}");
        assert_eq!(value(sum).nearest(), nearest, "{sum}");
    }
}
