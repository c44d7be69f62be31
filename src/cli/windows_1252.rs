//! Texts as spreadsheets on Windows save them where nobody asks for UTF-8.

use std::borrow::Cow;

/// What 0x80 to 0x9f mean; the five that mean nothing are left as they are.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
    'ž', 'Ÿ',
];

/// The same text as UTF-8: what is UTF-8 already stays, anything else is Windows-1252.
pub(super) fn as_utf_8(bytes: &[u8]) -> Cow<'_, [u8]> {
    // UTF-16 has its own remedy where lines are read.
    let is_utf_16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if is_utf_16 || std::str::from_utf8(bytes).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    Cow::Owned(bytes.iter().map(letter).collect::<String>().into_bytes())
}
