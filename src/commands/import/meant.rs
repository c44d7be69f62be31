//! Finds the name that a person meant.

use strsim::{damerau_levenshtein, jaro_winkler};

/// The mistakes that a word may have.
const MISTAKES_MAX: usize = 2;
const ALIKE: f64 = 0.9;

/// The part of a name that counts: its letters, digits and signs in lower case, without blanks, underscores
/// and the stars that forms put before what must be filled in.
pub fn key(name: &str) -> String {
    let letters = name.trim().trim_matches('*').chars();
    letters
        .filter(|letter| !letter.is_whitespace() && *letter != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The known name that is most like a wrong one, if any is.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = key(wrong);
    let near = known.into_iter().filter_map(|name| {
        let own = key(name);
        let mistakes = damerau_levenshtein(&wrong, &own);
        let is_short = wrong.chars().count() < 4;
        let is_near = mistakes <= if is_short { 1 } else { MISTAKES_MAX }
            || jaro_winkler(&wrong, &own) >= ALIKE;
        is_near.then_some((mistakes, name))
    });
    near.min_by_key(|(mistakes, _)| *mistakes)
        .map(|(_, name)| name)
}

/// The question whether a person meant a known name. Empty if none is like it.
pub fn question<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known).map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}
