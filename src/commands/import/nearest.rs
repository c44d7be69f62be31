//! Finds the name that somebody may have meant.

use strsim::damerau_levenshtein;

/// `; did you mean ...` with the known name that differs least, or nothing if all differ too much. Upper
/// and lower case, blanks and signs between words do not count.
pub fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let bare = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let meant = bare(name);
    let most = (meant.chars().count() / 3).max(1);
    let near = known
        .into_iter()
        .map(|known| (damerau_levenshtein(&meant, &bare(known)), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance);
    near.map_or_else(String::new, |(_, known)| {
        format!("; did you mean `{known}`?")
    })
}
