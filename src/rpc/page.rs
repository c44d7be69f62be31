//! Pages: their size, and the tokens that lead from one page to the next.
//!
//! A token is opaque to callers: `base64url(version ‖ tag ‖ scope ‖ position)`. The tag, an HMAC, proves that
//! this service made the token. The scope, a hash of method, filter and order, proves that the token belongs
//! to the question. A token gives no rights and never expires.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use prost::Message;
use sha2::{Digest, Sha256};

use super::convert::{Check, Read, rule};
use crate::error::Error;

const VERSION: u8 = 1;
const TAG_BYTES: usize = 16;
const SCOPE_BYTES: usize = 16;
const TOKEN_CHARS_MAX: usize = 8 * 1024;

const DEFAULT_SIZE: u32 = 50;
/// The most bytes of a page. Callers' libraries refuse messages above 4 MiB.
const PAGE_BYTES_MAX: usize = 3 * 1024 * 1024;
/// The most bytes that an item takes besides its content: the field's number and its length.
const ITEM_OVERHEAD: usize = 6;

/// The secret that signs page tokens. All replicas of one database share it, and it survives restarts.
#[derive(Clone)]
pub struct PageKey([u8; 32]);

impl PageKey {
    /// The key made of the random bytes that the store keeps.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The token of the page after `position`.
    pub(crate) fn seal(&self, scope: &Scope, position: &Position) -> String {
        let mut sealed = scope.0.to_vec();
        sealed.extend(position.encode_to_vec());
        let tag = self.tag(&sealed).finalize().into_bytes();
        let token = [&[VERSION], &tag[..TAG_BYTES], &sealed].concat();
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The position in a token; `None` for an empty token, which means the first page.
    pub(crate) fn open(&self, scope: &Scope, token: &str) -> Result<Option<Position>, Error> {
        if token.is_empty() {
            return Ok(None);
        }
        let (of, position) = self.opened(token).ok_or(Error::InvalidPageToken)?;
        if of != *scope {
            return Err(Error::PageTokenMismatch);
        }
        Ok(Some(position))
    }

    fn opened(&self, token: &str) -> Option<(Scope, Position)> {
        if token.len() > TOKEN_CHARS_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (tag, sealed) = rest.split_at_checked(TAG_BYTES)?;
        if *version != VERSION {
            return None;
        }
        self.tag(sealed).verify_truncated_left(tag).ok()?;
        let (scope, position) = sealed.split_first_chunk::<SCOPE_BYTES>()?;
        Some((Scope(*scope), Position::decode(position).ok()?))
    }

    fn tag(&self, sealed: &[u8]) -> Hmac<Sha256> {
        // HMAC pads a key with zeros to the size of a block. Padding it here means that no key has a wrong
        // length.
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        let mut tag = Hmac::<Sha256>::new(&block.into());
        tag.update(&[VERSION]);
        tag.update(sealed);
        tag
    }
}

impl fmt::Debug for PageKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageKey(..)")
    }
}

/// The scope of a token: a method with its filter and its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope([u8; SCOPE_BYTES]);

impl Scope {
    /// The scope of a question: everything that decides which items come and in which order.
    pub(crate) fn of(method: &str, question: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in [method].iter().chain(question) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut scope = [0; SCOPE_BYTES];
        scope.copy_from_slice(&digest[..SCOPE_BYTES]);
        Self(scope)
    }
}

/// The position where a page ends: the values that order its last item, the most significant first.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Position {
    /// The numbers that order the item.
    #[prost(sint64, repeated, tag = "1")]
    pub(crate) numbers: Vec<i64>,
    /// The ids that order items with equal numbers.
    #[prost(string, repeated, tag = "2")]
    pub(crate) ids: Vec<String>,
}

/// The number of items of a page: 50 if the caller gives none, and at most `max`.
pub(crate) fn size(check: &mut Check, wire: i32, max: u32) -> Read<u32> {
    match u32::try_from(wire) {
        Ok(0) => Ok(DEFAULT_SIZE.min(max)),
        Ok(size) => Ok(size.min(max)),
        Err(_) => {
            let description =
                format!("must be 0 to {max}, and is `{wire}`: 0 means {DEFAULT_SIZE}");
            Err(check.violated("page_size", rule::OUT_OF_RANGE, description))
        }
    }
}

/// The first of `items`: as many as fit into a message, and at least one.
pub(crate) fn first<T: Message>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let positioned = items.into_iter().map(|item| (Position::default(), item));
    fill(positioned, u32::MAX).0
}

/// As many of `items` as fit into a page of `size`, and the position of its end if there are more.
pub(crate) fn fill<T: Message>(
    items: impl IntoIterator<Item = (Position, T)>,
    size: u32,
) -> (Vec<T>, Option<Position>) {
    let mut page = Vec::new();
    let mut end = None;
    let mut bytes = 0;
    for (position, item) in items {
        bytes += item.encoded_len() + ITEM_OVERHEAD;
        let is_full = page.len() >= size as usize || bytes > PAGE_BYTES_MAX;
        if is_full && !page.is_empty() {
            return (page, end);
        }
        page.push(item);
        end = Some(position);
    }
    (page, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: PageKey = PageKey([7; 32]);

    fn position() -> Position {
        Position {
            numbers: vec![-1, i64::MAX],
            ids: vec!["C-1042".to_owned(), "billing".to_owned()],
        }
    }

    fn scope() -> Scope {
        Scope::of("ListFacts", &["C-1042", "", ""])
    }

    #[test]
    fn a_token_leads_back_to_its_position() {
        let token = KEY.seal(&scope(), &position());
        assert_eq!(KEY.open(&scope(), &token), Ok(Some(position())));
    }

    #[test]
    fn no_token_is_the_first_page() {
        assert_eq!(KEY.open(&scope(), ""), Ok(None));
    }

    /// Another program made this token from the description of the format alone, with the key of these tests.
    #[test]
    fn a_token_of_version_1_is_read_for_ever() {
        let released = "AR7F80t1EkVag9_KgMnTSGMlFF6ANicxNzIyUUZBcN\
             L_CgsB_v__________ARIGQy0xMDQyEgdiaWxsaW5n";
        assert_eq!(KEY.open(&scope(), released), Ok(Some(position())));
        assert_eq!(KEY.seal(&scope(), &position()), released);
    }

    #[test]
    fn a_token_of_another_question_is_a_mismatch() {
        let token = KEY.seal(&scope(), &position());
        for other in [
            Scope::of("ListCustomers", &["C-1042", "", ""]),
            Scope::of("ListFacts", &["C-1042", "x", ""]),
            Scope::of("ListFacts", &["C-104", "2", ""]),
        ] {
            assert_eq!(KEY.open(&other, &token), Err(Error::PageTokenMismatch));
        }
    }

    #[test]
    fn a_token_that_was_not_made_here_is_refused() {
        let token = KEY.seal(&scope(), &position());
        let other_key = PageKey::new([8; 32]).seal(&scope(), &position());
        let shorter = token[..token.len() - 4].to_owned();
        let other_version = format!("Ag{}", &token[2..]);
        let too_long = "A".repeat(TOKEN_CHARS_MAX + 1);
        let texts = ["x", "no base 64!", "AQ", &too_long].map(str::to_owned);
        for token in texts.into_iter().chain([other_key, shorter, other_version]) {
            let opened = KEY.open(&scope(), &token);
            assert_eq!(opened, Err(Error::InvalidPageToken), "{token}");
        }
    }

    #[test]
    fn every_changed_character_of_a_token_is_noticed() {
        let token = KEY.seal(&scope(), &position());
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(KEY.open(&scope(), &changed).is_err(), "{changed}");
        }
    }

    fn items(count: usize, bytes: usize) -> impl Iterator<Item = (Position, String)> {
        (0..count).map(move |number| {
            let position = Position {
                numbers: vec![number as i64],
                ids: Vec::new(),
            };
            (position, "x".repeat(bytes))
        })
    }

    fn ends_at(end: Option<Position>) -> Option<i64> {
        end.map(|position| position.numbers[0])
    }

    #[test]
    fn a_page_ends_at_its_size_and_only_if_there_is_more() {
        for (count, length, end) in [(0, 0, None), (2, 2, None), (3, 3, None), (4, 3, Some(2))] {
            let (page, position) = fill(items(count, 1), 3);
            assert_eq!(
                (page.len(), ends_at(position)),
                (length, end),
                "{count} items"
            );
        }
    }

    #[test]
    fn a_page_ends_before_it_grows_too_large() {
        let (page, end) = fill(items(10, 1024 * 1024), 1_000);
        assert_eq!((page.len(), ends_at(end)), (2, Some(1)));
        let bytes: usize = page
            .iter()
            .map(|item| item.encoded_len() + ITEM_OVERHEAD)
            .sum();
        assert!(bytes <= PAGE_BYTES_MAX);
    }

    #[test]
    fn an_item_larger_than_a_page_comes_alone() {
        let (page, end) = fill(items(2, 4 * 1024 * 1024), 1_000);
        assert_eq!((page.len(), ends_at(end)), (1, Some(0)));
    }

    #[test]
    fn a_message_takes_what_has_room_and_at_least_one() {
        let of = |bytes: usize| Position {
            ids: vec!["x".repeat(bytes)],
            ..Position::default()
        };
        assert_eq!(first(vec![of(1_000_000); 4]).len(), 3);
        assert_eq!(first(vec![of(10_000_000); 4]).len(), 1);
        assert_eq!(first(vec![of(10); 4]).len(), 4);
    }
}
