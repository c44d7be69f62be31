//! Reads files of bearer tokens for the server and the commands: one token a line. Empty lines and lines that
//! begin with `#` are comments.

/// The tokens of a file's text, each with its line number. A byte order mark and carriage returns, which some
/// editors add, are not part of a token.
pub fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_marks_and_carriage_returns_are_no_tokens() {
        let text = "\u{feff}# who: billing\r\n\r\n  secret-1\t\r\n#secret-0\nsecret-2";
        let found: Vec<_> = tokens(text).collect();
        assert_eq!(found, [(3, "secret-1"), (5, "secret-2")]);
        assert_eq!(tokens("\u{feff}\r\n# none\r\n").count(), 0);
        assert_eq!(tokens("\u{feff}secret").next(), Some((1, "secret")));
    }
}
