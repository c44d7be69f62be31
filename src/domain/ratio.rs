//! Fixed-point numbers and piecewise-linear curves. Points are computed with integers only.

use crate::money::saturate;

/// Millionths: 1,000,000 is 1.0.
pub type Ppm = i64;

/// One, in millionths.
pub const ONE: Ppm = 1_000_000;

/// `numerator / denominator` in millionths, rounded towards minus infinity. A denominator of zero is a
/// mistake and gives zero.
#[must_use]
pub fn ratio(numerator: i64, denominator: i64) -> Ppm {
    ratio_wide(i128::from(numerator), i128::from(denominator))
}

/// The same as [`ratio`], for wide sums.
#[must_use]
pub fn ratio_wide(numerator: i128, denominator: i128) -> Ppm {
    if denominator == 0 {
        return 0;
    }
    saturate(floor_div(numerator * i128::from(ONE), denominator))
}

/// Division rounded towards minus infinity, for any signs.
#[must_use]
pub fn floor_div(numerator: i128, denominator: i128) -> i128 {
    let (quotient, remainder) = divided(numerator, denominator);
    if remainder != 0 && (numerator < 0) != (denominator < 0) {
        quotient - 1
    } else {
        quotient
    }
}

/// Quotient and remainder, where the quotient is rounded towards zero. Numbers that fit are divided in 64
/// bits, which takes a fraction of the time.
#[must_use]
pub fn divided(numerator: i128, denominator: i128) -> (i128, i128) {
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(short), Ok(by)) if by > 0 => (i128::from(short / by), i128::from(short % by)),
        _ => (numerator / denominator, numerator % denominator),
    }
}

/// A number written with decimals, in millionths.
#[must_use]
pub fn ppm(value: f64) -> Ppm {
    libm::round(value * 1e6) as Ppm
}

/// A piecewise-linear curve through its knots. It is flat outside of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    knots: Vec<(Ppm, Ppm)>,
}

impl Curve {
    /// A curve through `knots`, given as (x, y) in millionths.
    ///
    /// # Errors
    /// Names the rule that the knots break: there are at least two, x rises strictly, y lies between 0 and 1.
    pub fn new(knots: Vec<(Ppm, Ppm)>) -> Result<Self, String> {
        if knots.len() < 2 {
            return Err("a curve needs at least two knots".to_owned());
        }
        if let Some(pair) = knots.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            return Err(format!(
                "x must rise from knot to knot, but {} follows {}",
                pair[1].0, pair[0].0
            ));
        }
        if let Some(knot) = knots.iter().find(|knot| !(0..=ONE).contains(&knot.1)) {
            return Err(format!(
                "y must lie between 0 and 1, but is {} millionths",
                knot.1
            ));
        }
        Ok(Self { knots })
    }

    /// The knots, (x, y) in millionths.
    #[must_use]
    pub fn knots(&self) -> &[(Ppm, Ppm)] {
        &self.knots
    }

    /// The curve's value at `x`, from 0 to [`ONE`], rounded towards zero.
    ///
    /// ```
    /// use domain::ratio::{Curve, ppm};
    /// let curve = Curve::new(vec![(ppm(0.4), 0), (ppm(0.7), ppm(0.4)), (ppm(0.9), ppm(0.8))]).unwrap();
    /// assert_eq!(curve.at(ppm(0.8)), ppm(0.6));
    /// assert_eq!(curve.at(ppm(2.0)), ppm(0.8));
    /// ```
    #[must_use]
    pub fn at(&self, x: Ppm) -> Ppm {
        let above = self.knots.partition_point(|knot| knot.0 <= x);
        let Some(&(left_x, left_y)) = above.checked_sub(1).and_then(|at| self.knots.get(at)) else {
            return self.knots.first().map_or(0, |knot| knot.1);
        };
        let Some(&(right_x, right_y)) = self.knots.get(above) else {
            return left_y;
        };
        let rise = i128::from(right_y - left_y) * i128::from(x - left_x);
        left_y + saturate(floor_div(rise, i128::from(right_x - left_x)))
    }
}

/// Splits `total` over `weights` into integers that sum to `total` exactly. Each part is its share rounded
/// down, and the rest goes to the largest remainders, ties in order. Weights are zero or more; if they sum to
/// zero, all parts are zero.
#[must_use]
pub fn largest_remainder(total: i64, weights: &[i128]) -> Vec<i64> {
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let (mut parts, remainders): (Vec<i64>, Vec<i128>) = weights
        .iter()
        .map(|weight| divided(i128::from(total) * weight, sum))
        .map(|(quotient, remainder)| (saturate(quotient), remainder))
        .unzip();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(remainders[at]));
    let left = total - parts.iter().sum::<i64>();
    for &at in order.iter().take(left.unsigned_abs() as usize) {
        parts[at] += 1;
    }
    parts
}
