//! All stories as the lines of a file.
use super::journal::Journal;
use super::line::Customer;
use super::{brought, money, owner};

/// The nine customers and the customers they brought, each with their facts.
pub(crate) fn text() -> String {
    let mut book = Book::default();
    money::tell(&mut book);
    owner::tell(&mut book);
    brought::tell(&mut book);
    book.text
}

/// Collects the customers of the stories.
#[derive(Default)]
pub(super) struct Book {
    text: String,
}

/// A customer of a story.
#[derive(Clone, Copy)]
pub(super) struct Who {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// A private person instead of a business.
    pub(super) person: bool,
    /// Industry or occupation.
    pub(super) trade: &'static str,
    pub(super) source: &'static str,
    /// The first day.
    pub(super) joined: i32,
}

impl Book {
    /// Adds a customer with their facts.
    pub(super) fn add(&mut self, who: Who, tell: impl FnOnce(&mut Journal)) {
        let customer = Customer {
            id: who.id,
            name: who.name,
            person: who.person,
            joined: Some(who.joined),
            source: who.source,
            middleman: false,
            attributes: vec![("data_set", vec!["stories"])],
            trade: who.trade,
        };
        let mut journal = Journal::new(who.id);
        tell(&mut journal);
        self.text += &customer.line();
        self.text += &journal.into_text();
    }
}

/// A business.
pub(super) const fn business(
    id: &'static str,
    name: &'static str,
    trade: &'static str,
    source: &'static str,
    joined: i32,
) -> Who {
    Who {
        id,
        name,
        person: false,
        trade,
        source,
        joined,
    }
}
