//! Splits a script of SQL into its statements.
//!
//! A migration is sent one statement at a time, because Citus passes the text of a whole command to its
//! workers, and they accept no list of statements. The splitter refuses text that it cannot split with
//! certainty. Our migrations can always be written in another way.

use thiserror::Error;

/// The reason why a script cannot be split.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum Unsplittable {
    /// A quote or a comment does not end.
    #[error("what begins in line {0} does not end")]
    Open(usize),
    /// The end of a string depends on the settings of the server or on a prefix.
    #[error("the string in line {0} has a backslash or the prefix E: write it without")]
    Backslash(usize),
    /// A semicolon may belong to a statement inside another statement.
    #[error("the semicolon in line {0} stands in brackets: write it in another way")]
    Inside(usize),
    /// The body of a function is not a string.
    #[error("the function body in line {0} is no string: write it between $$ and $$")]
    Body(usize),
    /// The statement would end the transaction that all statements of a script share.
    #[error("the statement in line {0} begins or ends a transaction: leave it out")]
    Transaction(usize),
}

/// First words of the statements that a script may not contain.
const OF_TRANSACTIONS: [&str; 8] = [
    "ABORT",
    "BEGIN",
    "COMMIT",
    "END",
    "RELEASE",
    "ROLLBACK",
    "SAVEPOINT",
    "START",
];

/// The statements of a script in order, each without its semicolon and without the blanks and comments
/// around it.
pub(super) fn statements(script: &str) -> Result<Vec<&str>, Unsplittable> {
    let mut found = Vec::new();
    // The start of the statement and its end so far; `None` between statements.
    let mut statement: Option<(usize, usize)> = None;
    let mut brackets = 0_u32;
    let mut at = 0;
    while at < script.len() {
        let line = || script[..at].matches('\n').count() + 1;
        let (token, length) = first_token(&script[at..]);
        let end = at + length.ok_or_else(|| Unsplittable::Open(line()))?;
        let text = &script[at..end];
        match token {
            Token::Blank => {}
            Token::Semicolon if brackets > 0 => return Err(Unsplittable::Inside(line())),
            Token::Semicolon => {
                found.extend(statement.take().map(|(start, end)| &script[start..end]));
            }
            _ => {
                check(token, text, &script[end..], statement.is_none())
                    .map_err(|refused| refused(line()))?;
                brackets = match text {
                    "(" | "[" => brackets + 1,
                    ")" | "]" => brackets.saturating_sub(1),
                    _ => brackets,
                };
                let start = statement.map_or(at, |(start, _)| start);
                statement = Some((start, end));
            }
        }
        at = end;
    }
    found.extend(statement.map(|(start, end)| &script[start..end]));
    Ok(found)
}

/// Checks that a token does not prevent splitting. The caller adds the line to the error.
fn check(
    token: Token,
    text: &str,
    rest: &str,
    is_first: bool,
) -> Result<(), fn(usize) -> Unsplittable> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    match token {
        Token::String if text.contains('\\') => Err(Unsplittable::Backslash),
        Token::Word if is(&"e") && rest.starts_with('\'') => Err(Unsplittable::Backslash),
        Token::Word if is(&"atomic") => Err(Unsplittable::Body),
        Token::Word if is_first && OF_TRANSACTIONS.iter().any(is) => Err(Unsplittable::Transaction),
        _ => Ok(()),
    }
}

/// The kind of a token, as far as it matters for splitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// White space or a comment.
    Blank,
    Semicolon,
    /// A keyword, or a name without quotes.
    Word,
    /// Text between single quotes.
    String,
    /// Anything else: a name in quotes, text between dollars, a bracket, an operator, a digit.
    Other,
}

/// The token at the start of a text, and its length; no length if the token does not end.
fn first_token(text: &str) -> (Token, Option<usize>) {
    let until = |end: &str, from: usize| {
        let length = text[from..].find(end);
        length.map(|length| from + length + end.len())
    };
    let first = text.chars().next().unwrap_or_default();
    match first {
        ';' => (Token::Semicolon, Some(1)),
        '-' if text.starts_with("--") => {
            let end = text.find(['\n', '\r']).unwrap_or(text.len());
            (Token::Blank, Some(end))
        }
        '/' if text.starts_with("/*") => (Token::Blank, block_comment(text)),
        // A doubled quote inside a string ends one string token and begins the next.
        '\'' => (Token::String, until("'", 1)),
        '"' => (Token::Other, until("\"", 1)),
        '$' => match dollar_tag(text) {
            Some(tag) => (Token::Other, until(tag, tag.len())),
            None => (Token::Other, Some(1)),
        },
        _ if first.is_ascii_whitespace() => (Token::Blank, Some(1)),
        _ if begins_word(first) => {
            let end =
                text.find(|next| !(begins_word(next) || next.is_ascii_digit() || next == '$'));
            (Token::Word, Some(end.unwrap_or(text.len())))
        }
        _ => (Token::Other, Some(first.len_utf8())),
    }
}

/// The length of the comment at the start of a text. Comments may be nested.
fn block_comment(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_u32, 0);
    loop {
        let rest = &text[at..];
        let next = rest.find(['/', '*'])?;
        at += next;
        match rest.get(next..next + 2) {
            Some("/*") => (depth, at) = (depth + 1, at + 2),
            Some("*/") if depth == 1 => return Some(at + 2),
            Some("*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
}

/// The mark at both ends of text between dollars, such as `$$` or `$body$`.
fn dollar_tag(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('$')?;
    let end = inside.find('$')?;
    let name = &inside[..end];
    let is_name = !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .chars()
            .all(|next| begins_word(next) || next.is_ascii_digit());
    is_name.then(|| &text[..end + 2])
}

/// Whether a name may begin with this character. As in Postgres, every character beyond ASCII may be part
/// of a name.
fn begins_word(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}

#[cfg(test)]
mod tests;
