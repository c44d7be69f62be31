//! Names of customers: the id that is made of a name where a list has nothing but names, and the order
//! of names on a sheet.

/// An id never has more characters than this.
const ID_MAX: usize = 128;

/// Letters that are written in several in plain Latin, or lose their mark.
const PLAIN: [(&str, &str); 33] = [
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ø", "o"),
    ("àáâãåāăą", "a"),
    ("çćčċ", "c"),
    ("ďđð", "d"),
    ("èéêëēėęě", "e"),
    ("ğģ", "g"),
    ("ìíîïīįı", "i"),
    ("ķ", "k"),
    ("łļľ", "l"),
    ("ñńňņ", "n"),
    ("òóôõōő", "o"),
    ("ř", "r"),
    ("śšşș", "s"),
    ("ťţț", "t"),
    ("þ", "th"),
    ("ùúûūůűų", "u"),
    ("ýÿ", "y"),
    ("źžż", "z"),
    ("&", " and "),
    ("+", " and "),
    ("'", ""),
    ("\u{2019}", ""),
    ("`", ""),
    (".", ""),
    ("\u{307}", ""),
    ("\u{301}", ""),
    ("\u{308}", "e"),
];

/// The id made of a name: its letters and digits in lower case, with hyphens between words. Of the same
/// name it is always the same; empty where a name has neither letter nor digit.
/// `Müller & Söhne` becomes `mueller-and-soehne`.
pub fn made_id(name: &str) -> String {
    let plain = plain(name);
    let words = plain.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let id: String = words.join("-").chars().take(ID_MAX).collect();
    id.trim_end_matches('-').to_owned()
}

/// What names are ordered by: case and marks do not count.
pub fn sort_key(name: &str) -> String {
    let bare = |letter: char| match letter {
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        letter => letter,
    };
    let name: String = name.to_lowercase().chars().map(bare).collect();
    plain(&name).trim().to_owned()
}

/// The same of names that are the same but for case and blanks.
pub fn name_key(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Whether two names are the same but for case and blanks.
pub fn is_same(one: &str, other: &str) -> bool {
    name_key(one) == name_key(other)
}

fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        let known = PLAIN.iter().find(|(letters, _)| letters.contains(letter));
        match known {
            Some((_, text)) => plain.push_str(text),
            None => plain.push(letter),
        }
    }
    plain
}
