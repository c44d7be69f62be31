//! The phrases that people use, dealt out so that hardly any of them occurs twice. `{name}` stands for the
//! first name of the contact person, `{keeper}` for the person of the firm who keeps the contact.
use super::chance::Chance;
use super::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

pub(super) mod done;
pub(super) mod said;
pub(super) mod seen;
pub(super) mod sorted;
pub(super) mod trades;

/// A phrase with one of these words does not fit a private person.
const OF_A_BUSINESS: [&str; 28] = [
    "apprentice",
    "auditor",
    "bank",
    "closed",
    "closing",
    "competition",
    "corridor",
    "counter",
    "customers",
    "dashboard",
    "desk",
    "everybody",
    "guild",
    "lease",
    "licence",
    "machines",
    "network",
    "of our size",
    "office",
    "order",
    "people",
    "season",
    "server",
    "standstill",
    "suppliers",
    "team",
    "they do",
    "trade",
];

/// Counts the uses of each phrase in the whole firm, and for each customer.
#[derive(Default)]
pub(super) struct Deck {
    used: BTreeMap<&'static str, u32>,
    with: BTreeSet<(usize, &'static str)>,
}

impl Deck {
    /// One of the least used phrases, if possible new for this customer, with its names filled in.
    pub(super) fn deal(
        &mut self,
        plan: &Plan,
        phrases: &[&'static str],
        chance: &mut Chance,
    ) -> String {
        let used = |phrase: &&'static str| {
            let often = self.used.get(*phrase).copied().unwrap_or_default();
            (self.with.contains(&(plan.place, *phrase)), often)
        };
        let fits = |phrase: &&'static str| {
            !plan.is_person() || !OF_A_BUSINESS.iter().any(|word| phrase.contains(word))
        };
        let fitting = || phrases.iter().copied().filter(fits);
        let least = fitting().map(|phrase| used(&phrase)).min();
        let fresh: Vec<&'static str> = fitting()
            .filter(|phrase| Some(used(phrase)) == least)
            .collect();
        let phrase = chance.pick(&fresh).unwrap_or_default();
        *self.used.entry(phrase).or_default() += 1;
        self.with.insert((plan.place, phrase));
        phrase
            .replace("{name}", plan.contact())
            .replace("{keeper}", &capital(plan.keeper()))
    }
}

/// A word with its first letter in upper case.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
