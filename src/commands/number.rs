//! Reads decimal numbers as people write them. No step uses a float. A number that may mean two things is
//! refused.

use serde::Deserialize;

/// The decimals of an amount, and of an exchange rate.
const AMOUNT_DECIMALS: usize = 6;
const RATE_DECIMALS: usize = 9;
/// The most digits before the decimals.
const WHOLE_DIGITS: usize = 18;

/// How a file writes numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notation {
    /// The sign before the decimals. None: nobody has said it, so a number is read only if it has one
    /// meaning.
    pub decimal: Option<Decimal>,
    /// The separator between groups of three digits.
    pub grouping: Option<char>,
}

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 1.5
    Point,
    /// 1,5
    Comma,
}

impl Decimal {
    /// The sign itself.
    pub fn mark(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

impl Notation {
    /// The notation of JSON and of the number cells of a sheet.
    pub const OF_NUMBERS: Self = Self {
        decimal: Some(Decimal::Point),
        grouping: None,
    };

    /// Returns an error if both signs are the same, or if the separator is part of a number.
    pub fn check(self) -> Result<(), String> {
        let mark = self.decimal.unwrap_or(Decimal::Point).mark();
        match self.grouping {
            Some(sign) if sign == mark => Err(format!(
                "`grouping` is `{sign}`, which stands before decimals: set `decimal` to the other sign"
            )),
            Some(sign) if sign.is_ascii_digit() || "-+()".contains(sign) => {
                Err(format!("`grouping` is `{sign}`, which is part of numbers"))
            }
            _ => Ok(()),
        }
    }

    /// The decimal sign and the separator of groups that these digits have.
    fn of(self, digits: &str, size: Size) -> Result<(char, Option<char>), String> {
        let has = |sign: char| digits.contains(sign);
        let marks = |decimal: Decimal, grouping| Ok((decimal.mark(), grouping));
        if let Some(decimal) = self.decimal {
            let other = decimal.other().mark();
            // Where both signs occur, the other one can only separate groups.
            let seen = (has(decimal.mark()) && has(other)).then_some(other);
            return marks(decimal, self.grouping.or(seen));
        }
        let decimal = match digits.rfind(['.', ',']) {
            Some(at) if digits[at..].starts_with(',') => Decimal::Comma,
            _ => Decimal::Point,
        };
        let (mark, other) = (decimal.mark(), decimal.other().mark());
        match self.grouping {
            Some(',') => return marks(Decimal::Point, self.grouping),
            Some(_) => return marks(decimal, self.grouping),
            None if size == Size::NeverGrouped => return marks(decimal, None),
            None => {}
        }
        if has(mark) && has(other) {
            return marks(decimal, Some(other));
        }
        match digits.matches(mark).count() {
            0 => marks(decimal, None),
            1 if !ungrouped(digits, mark).is_some_and(|whole| is_number(&whole)) => {
                marks(decimal, None)
            }
            1 => Err(format!(
                "`{digits}` may mean {} (--decimal {}) or {} (--decimal {} --grouping {mark}): say which; in a \
                 mapping with `decimal` and `grouping`",
                digits.replace(mark, "."),
                decimal.name(),
                digits.replace(mark, ""),
                decimal.other().name(),
            )),
            _ => marks(decimal.other(), Some(mark)),
        }
    }
}

/// Whether digits may stand in groups of three. Exchange rates and hours are too small for groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 1.234 may mean 1234.
    Grouped,
    /// 1.234 cannot mean 1234.
    NeverGrouped,
}

/// A number, exactly as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    negative: bool,
    whole: String,
    fraction: String,
}

/// A number and the words around it, such as `€` in `12.50 €`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'t> {
    /// The number.
    pub number: Number,
    /// The text before the digits, without a sign.
    pub before: String,
    /// The digits with their signs.
    digits: &'t str,
    /// The text after the digits, without a sign.
    pub after: String,
}

/// Reads a number that has no words around it.
pub fn parse(text: &str, notation: Notation, size: Size) -> Result<Number, String> {
    let written = written(text, notation, size)?;
    if written.before.is_empty() && written.after.is_empty() {
        return Ok(written.number);
    }
    Err(no_decimal(text, notation))
}

/// Reads a number and the words around it. A minus stands before or behind the digits, or brackets stand
/// around them.
pub fn written(text: &str, notation: Notation, size: Size) -> Result<Written<'_>, String> {
    let refused = || no_decimal(text, notation);
    let is_digit = |letter: char| letter.is_ascii_digit();
    let first = text.find(is_digit).ok_or_else(refused)?;
    let last = text.rfind(is_digit).ok_or_else(refused)? + 1;
    // `.5` and `5.` are numbers as well.
    let start = if text[..first].ends_with(['.', ','])
        && !text[..first - 1].ends_with(char::is_alphabetic)
    {
        first - 1
    } else {
        first
    };
    let end = last + usize::from(text[last..].starts_with(['.', ',']));
    let (before, digits, after) = (&text[..start], &text[start..end], &text[end..]);
    // In `12,- €` the dash stands for no decimals, in `12- €` for a minus.
    if end > last && after.starts_with(['-', '\u{2212}', '\u{2013}', '\u{2014}']) {
        return Err(refused());
    }
    let (negative, before, after) = sign(before, after).ok_or_else(refused)?;
    let (mark, grouping) = notation.of(digits, size)?;
    let (whole, fraction) = digits.split_once(mark).unwrap_or((digits, ""));
    let whole = match grouping {
        Some(sign) => ungrouped(whole, sign).ok_or_else(refused)?,
        None => whole.to_owned(),
    };
    if !is_number(&whole) || !is_number(fraction) {
        return Err(refused());
    }
    let number = Number {
        negative,
        whole: whole.trim_start_matches('0').to_owned(),
        fraction: fraction.trim_end_matches('0').to_owned(),
    };
    if number.whole.len() > WHOLE_DIGITS {
        return Err(format!("`{text}` is too large"));
    }
    Ok(Written {
        number,
        before,
        digits,
        after,
    })
}

impl Written<'_> {
    /// The same text with this sign.
    pub fn signed(&self, negative: bool) -> String {
        let sign = if negative { "-" } else { "" };
        format!("{sign}{}{}{}", self.before, self.digits, self.after)
    }
}

impl Number {
    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative && !(self.whole.is_empty() && self.fraction.is_empty())
    }

    /// The number in units of which `10^decimals` are one. None if it has more decimals.
    pub fn scaled(&self, decimals: usize) -> Option<i128> {
        if self.fraction.len() > decimals {
            return None;
        }
        let digits = format!("0{}{:0<decimals$}", self.whole, self.fraction);
        let value: i128 = digits.parse().ok()?;
        Some(if self.negative { -value } else { value })
    }

    /// The number in millionths.
    pub fn micros(&self) -> Result<i128, String> {
        self.scaled(AMOUNT_DECIMALS)
            .ok_or_else(|| format!("`{}` has more than six decimals", self.plain()))
    }

    /// The number with a point before its decimals, as the service takes a rate.
    pub fn rate(&self) -> Result<String, String> {
        if self.fraction.len() > RATE_DECIMALS {
            return Err(format!("`{}` has more than nine decimals", self.plain()));
        }
        Ok(self.plain())
    }

    /// The number with a point before its decimals.
    fn plain(&self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        let whole = if self.whole.is_empty() {
            "0"
        } else {
            &self.whole
        };
        format!("{sign}{whole}{point}{}", self.fraction)
    }
}

/// Takes the sign out of the texts around the digits. None if there are several signs, or only one bracket.
fn sign(before: &str, after: &str) -> Option<(bool, String, String)> {
    let is_sign = |letter: char| "-\u{2212}+()".contains(letter);
    let signs = before
        .chars()
        .chain(after.chars())
        .filter(|it| is_sign(*it));
    let negative = match signs.collect::<String>().as_str() {
        "" => false,
        "+" if before.contains('+') => false,
        "-" | "\u{2212}" => true,
        "()" if before.contains('(') && after.contains(')') => true,
        _ => return None,
    };
    let rest = |text: &str| text.replace(is_sign, "").trim().to_owned();
    Some((negative, rest(before), rest(after)))
}

fn is_number(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Drops the separators between groups of three. None if one stands in the wrong place. The first group
/// does not begin with 0, so `0.750` is never 750.
fn ungrouped(whole: &str, sign: char) -> Option<String> {
    let is_sign = |letter: char| letter == sign || alike(sign).contains(&letter);
    let mut groups = whole.split(is_sign);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        let starts_well = (1..=3).contains(&first.len()) && !first.starts_with('0');
        if group.len() != 3 || !starts_well {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// The other forms of a separator: programs write narrow blanks and blanks that do not break a line.
fn alike(sign: char) -> &'static [char] {
    match sign {
        ' ' => &['\u{a0}', '\u{202f}', '\u{2009}'],
        '\'' => &['\u{2019}'],
        _ => &[],
    }
}

fn no_decimal(text: &str, notation: Notation) -> String {
    let mark = notation.decimal.unwrap_or(Decimal::Point).mark();
    format!(
        "`{text}` is no number such as 1234{mark}56; correct it, or say how the file writes numbers: \
         --decimal and --grouping, in a mapping `decimal` and `grouping`"
    )
}
