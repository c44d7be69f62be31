//! The names of the rules that a field can break, as sent in `BadRequest.field_violations.reason`. Callers
//! branch on them, so a name keeps its meaning once it was sent.

/// The name of a rule.
pub(crate) type Rule = &'static str;

/// The field must be given.
pub(crate) const REQUIRED: Rule = "REQUIRED";
/// At least one of several fields must be given.
pub(crate) const AT_LEAST_ONE: Rule = "AT_LEAST_ONE";
/// Two fields must be given together or not at all.
pub(crate) const BOTH_OR_NEITHER: Rule = "BOTH_OR_NEITHER";
/// The text has too many characters.
pub(crate) const TOO_LONG: Rule = "TOO_LONG";
/// The list or map has too many entries.
pub(crate) const TOO_MANY: Rule = "TOO_MANY";
/// The list has the same entry twice.
pub(crate) const DUPLICATE: Rule = "DUPLICATE";
/// The text has a control character.
pub(crate) const CONTROL_CHARACTER: Rule = "CONTROL_CHARACTER";
/// The text has no visible character.
pub(crate) const INVISIBLE: Rule = "INVISIBLE";
/// The text has a character that changes the direction of writing, so that it can look like another text.
pub(crate) const DIRECTION_CONTROL: Rule = "DIRECTION_CONTROL";
/// The id begins or ends with a blank.
pub(crate) const SURROUNDING_BLANK: Rule = "SURROUNDING_BLANK";
/// The key of a map has a character that keys may not have.
pub(crate) const KEY_PATTERN: Rule = "KEY_PATTERN";
/// The number, date or time lies outside its limits.
pub(crate) const OUT_OF_RANGE: Rule = "OUT_OF_RANGE";
/// The time lies too far ahead of the server's clock.
pub(crate) const TIME_IN_FUTURE: Rule = "TIME_IN_FUTURE";
/// The date does not exist.
pub(crate) const NOT_A_DATE: Rule = "NOT_A_DATE";
/// The last day is before the first.
pub(crate) const DATE_ORDER: Rule = "DATE_ORDER";
/// The duration has a fraction of a second.
pub(crate) const NOT_WHOLE_SECONDS: Rule = "NOT_WHOLE_SECONDS";
/// The number is not a value of its enum.
pub(crate) const UNKNOWN_ENUM: Rule = "UNKNOWN_ENUM";
/// The path of a field mask names no field that can be replaced.
pub(crate) const UNKNOWN_PATH: Rule = "UNKNOWN_PATH";
/// The currency is not three capital letters.
pub(crate) const CURRENCY_CODE: Rule = "CURRENCY_CODE";
/// Units and nanos of an amount have different signs.
pub(crate) const SIGN_MISMATCH: Rule = "SIGN_MISMATCH";
/// The amount is finer than a millionth.
pub(crate) const NANOS_NOT_MICROS: Rule = "NANOS_NOT_MICROS";
/// The text is not a plain decimal number.
pub(crate) const NOT_A_DECIMAL: Rule = "NOT_A_DECIMAL";
/// The exchange rate from a currency to itself is not 1.
pub(crate) const RATE_NOT_ONE: Rule = "RATE_NOT_ONE";
