//! Finds out how a text file is encoded, and turns it into UTF-8. Editors and spreadsheets on Windows write
//! other encodings.

use std::{
    borrow::Cow,
    io::{self, Read},
    str,
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// The bytes at the beginning that show whether a text is UTF-16.
const HEAD: u64 = 64 * 1024;

/// The encoding of this name, as in `windows-1252`.
pub(super) fn named(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(name.as_bytes()).ok_or_else(|| {
        format!(
            "`{name}` is no encoding of text; usual ones are utf-8, utf-16le, windows-1252, \
             windows-1250, iso-8859-15 and macintosh"
        )
    })
}

/// The encoding that a text seems to have. It is UTF-8 if it says so, or if it has at least one letter that
/// is valid only there: then rows with other bytes are broken. A text with other bytes and without such a
/// letter is Windows-1252.
pub(super) fn found(mut text: impl Read) -> io::Result<&'static Encoding> {
    let mut head = vec![];
    text.by_ref().take(HEAD).read_to_end(&mut head)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf_16_without_mark(&head) {
        return Ok(encoding);
    }
    utf_8_or_windows(head.as_slice().chain(text))
}

/// A reader of the same text as UTF-8, without a byte order mark.
pub(super) fn decoded(text: impl Read, encoding: &'static Encoding) -> impl Read {
    DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_override(true)
        .strip_bom(true)
        .build(text)
}

/// The same text as UTF-8, if it is not UTF-8 already.
pub(super) fn as_utf_8(bytes: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    let encoding = found(bytes)?;
    if encoding == UTF_8 {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = vec![];
    decoded(bytes, encoding).read_to_end(&mut text)?;
    Ok(Cow::Owned(text))
}

/// In plain text in UTF-16 nearly every second byte is 0, and none of the others.
fn utf_16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if first == 0 && second * 2 > pairs.len() {
        Some(UTF_16LE)
    } else if second == 0 && first * 2 > pairs.len() {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn utf_8_or_windows(mut text: impl Read) -> io::Result<&'static Encoding> {
    let mut buffer = vec![0; HEAD as usize];
    // The bytes of a letter that the last read cut apart.
    let mut kept = 0;
    let (mut has_letters, mut is_broken) = (false, false);
    while !(has_letters && is_broken) {
        let read = text.read(&mut buffer[kept..])?;
        if read == 0 {
            is_broken |= kept > 0;
            break;
        }
        let end = kept + read;
        let mut from = 0;
        kept = loop {
            match str::from_utf8(&buffer[from..end]) {
                Ok(valid) => {
                    has_letters |= !valid.is_ascii();
                    break 0;
                }
                Err(error) => {
                    let to = from + error.valid_up_to();
                    has_letters |= !buffer[from..to].is_ascii();
                    let Some(length) = error.error_len() else {
                        buffer.copy_within(to..end, 0);
                        break end - to;
                    };
                    is_broken = true;
                    from = to + length;
                }
            }
        };
    }
    let is_windows = is_broken && !has_letters;
    Ok(if is_windows { WINDOWS_1252 } else { UTF_8 })
}
