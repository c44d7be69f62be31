//! Customers' names. A name turns into an id where a list has only names, and names have an order on a
//! sheet.

/// The most characters of an id.
const ID_MAX: usize = 128;

/// Letters that plain Latin writes with several letters, or without their mark.
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

/// Makes an id from a name: its letters and digits in lower case, with hyphens between words. The same name
/// always gives the same id. A name without letters and digits gives an empty id. `Müller & Söhne` becomes
/// `mueller-and-soehne`.
pub fn made_id(name: &str) -> String {
    let plain = plain(name);
    let words = plain.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let id: String = words.join("-").chars().take(ID_MAX).collect();
    id.trim_end_matches('-').to_owned()
}

/// The key that orders names. Case and marks do not count.
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

/// The key of a name. Names that differ only in case and blanks share it.
pub fn name_key(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Whether two names differ only in case and blanks.
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
