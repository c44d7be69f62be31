//! Suggestions for misspelt words.

/// The known word that is most similar to `word`; `None` if no word is similar.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() {
        return None;
    }
    let distance = |known: &str| {
        let part = word.len() > 3 && (known.starts_with(word) || word.starts_with(known));
        let slips = strsim::osa_distance(word, known);
        let alike = slips <= 1 + word.len() / 5;
        (alike || part).then_some((!alike, slips))
    };
    known
        .into_iter()
        .filter_map(|known| Some((distance(known)?, known)))
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_another_word_finds_none() {
        let levels = ["error", "warn", "info", "debug", "trace", "off"];
        for (word, meant) in [
            ("inof", Some("info")),
            ("ifno", Some("info")),
            ("warning", Some("warn")),
            ("of", Some("off")),
            ("debgu", Some("debug")),
            ("customer_quality", None),
            ("loud", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, levels), meant, "{word}");
        }
        let names = ["max-calls", "max-connections", "max-streams"];
        assert_eq!(nearest("max-call", names), Some("max-calls"));
        assert_eq!(nearest("max-conn", names), Some("max-connections"));
        assert_eq!(nearest("port", ["reporting-currency"]), None);
    }
}
