//! Ids and names as spreadsheets and programs spoil them. A spoiled id would make a second customer of the
//! same one, so it is mended where its meaning is certain and refused where a part of it is lost.

use crate::explain::Refusal;

/// The words that programs write into an empty cell.
const NOTHING: [&str; 9] = [
    "nan",
    "NaN",
    "NULL",
    "null",
    "None",
    "<NA>",
    "NaT",
    "undefined",
    "N/A",
];

/// Whether a field holds an id or a name, so that [`read`] is to see its text.
pub fn is_id_or_name(field: &str) -> bool {
    matches!(field, "name" | "customer_name") || field.ends_with("_id")
}

/// The text of an id or a name. `text` is the cell as written, before a mapping adds to it.
pub fn read<'a>(field: &str, text: &'a str) -> Result<&'a str, Refusal> {
    let refused = |rule: &str, words: String| Err(Refusal::new(field, rule, words));
    if NOTHING.contains(&text) {
        let words = format!("`{text}` means that a program had no value here; write the value");
        return refused("NO_VALUE", words);
    }
    if is_error(text) {
        let words = format!(
            "`{text}` is an error of a spreadsheet; correct the cell there, and save the file again"
        );
        return refused("SPREADSHEET_ERROR", words);
    }
    if is_rounded(text) {
        let words = format!(
            "`{text}`: a spreadsheet has rounded the number; format the column as text there, and \
             enter the number again"
        );
        return refused("ROUNDED", words);
    }
    Ok(match text.strip_prefix('\'') {
        // For a spreadsheet the apostrophe makes the number a text.
        Some(number) if is_number(number) => number,
        _ => text,
    })
}

/// An error as spreadsheets show it: `#N/A`, `#REF!`, `#NAME?`, in German `#NV`, `#BEZUG!`.
fn is_error(text: &str) -> bool {
    let Some(word) = text.strip_prefix('#') else {
        return false;
    };
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|letter| letter.is_uppercase() || matches!(letter, '/' | '0'))
    };
    matches!(word, "N/A" | "NV") || word.strip_suffix(['!', '?']).is_some_and(is_word)
}

/// A number in the short form of spreadsheets: `1.23457E+11`.
fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once('E') else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    whole.len() == 1 && digits(whole) && digits(rest) && is_power(power)
}

/// A power as spreadsheets write it, with at least two digits: `+11`, `-05`. `-2024` belongs to an id.
fn is_power(text: &str) -> bool {
    let digits = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let small = text.strip_prefix('-').filter(|power| power.len() == 2);
    text.strip_prefix('+').or(small).is_some_and(digits)
}

fn is_number(text: &str) -> bool {
    let mut bytes = text.bytes();
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.,/ ".contains(&byte);
    bytes.clone().any(|byte| byte.is_ascii_digit()) && bytes.all(is_part)
}
