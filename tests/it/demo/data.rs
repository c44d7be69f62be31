//! The files of the demonstration, read by the importer without a server: customers and facts.
use super::generator::business;
use commands::demo::Shift;
use commands::demo::files::{FILES, FIRM, File};
use commands::import::{decoder::Decoder, item::Item, source::Source};
use customer_quality::pb::v1::{Customer, Fact};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A shift to a fixed week.
pub(super) const SHIFT: Shift = Shift::from_weeks(1_440);
/// The demonstration's seed and two others: an effect is planted only if chance cannot undo it.
pub(super) const SEEDS: [u64; 3] = [business::SEED, 1, 20_240_229];

static FIRMS: LazyLock<[Dataset; 3]> =
    LazyLock::new(|| SEEDS.map(|seed| read_text(&FIRM, &business::text(seed), SHIFT)));

/// Customers, each once, and what happened with them, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dataset {
    pub(crate) customers: Vec<Customer>,
    pub(crate) facts: Vec<Fact>,
}

impl Dataset {
    pub(crate) fn extend(&mut self, other: Self) {
        self.customers.extend(other.customers);
        self.facts.extend(other.facts);
    }
}

/// One file.
pub(crate) fn read(file: &File, shift: Shift) -> Dataset {
    read_text(file, file.text, shift)
}

/// All files.
pub(super) fn everything(shift: Shift) -> Dataset {
    let mut all = Dataset::default();
    for file in &FILES {
        all.extend(read(file, shift));
    }
    all
}

/// The service business as each of [`SEEDS`] gives it, ending in the week of [`SHIFT`].
pub(super) fn firm(seed: u64) -> &'static Dataset {
    let place = SEEDS.iter().position(|known| *known == seed);
    &FIRMS[place.unwrap()]
}

fn read_text(file: &File, text: &str, shift: Shift) -> Dataset {
    let source = Source::of_text(file.name, file.label, text).unwrap();
    let options = file.decode_options(shift).unwrap();
    let mut decoder = Decoder::begin(&source, &options).unwrap();
    let mut data = Dataset::default();
    let mut known = BTreeSet::new();
    while let Some(decoded) = decoder.read().unwrap() {
        assert_eq!(decoded.warnings, Vec::<String>::new());
        for part in decoded.items.unwrap() {
            match part.thing {
                Item::Fact(fact) => data.facts.push(*fact),
                Item::Customer(row) => {
                    if known.insert(row.customer.customer_id.clone()) {
                        data.customers.push(row.customer);
                    }
                }
            }
        }
    }
    data
}
