//! The whole firm: every customer of the plan and what each function of the firm tells about it.
use super::feeling::Feeling;
use super::plan::plans;
use super::words::Deck;
use super::{actions, billing, people, prospects, sorting, talk, voices, work};
use crate::demo::dataset::Dataset;
use crate::demo::journal::Journal;
use crate::demo::shift::{Calendar, Shift};

/// The seed of the demonstration.
pub const SEED: u64 = 20_070_401;
/// The label of these facts.
pub(super) const LABEL: &str = "service-business";

/// The firm's customers and facts. The same seed and shift give the same bytes.
pub fn dataset(seed: u64, shift: Shift) -> Dataset {
    let calendar = Calendar::of_business(shift);
    let plans = plans(seed);
    let mut all = Dataset::default();
    let mut deck = Deck::default();
    for plan in &plans {
        let mut journal = Journal::new(&plan.id, LABEL, calendar);
        journal.kept_by(plan.keeper());
        let feeling = Feeling::of(plan, &plans);
        let settled = billing::tell(plan, &mut journal);
        work::tell(plan, &mut journal);
        people::tell(plan, &feeling, &mut deck, &mut journal);
        sorting::tell((plan, &plans), &feeling, &mut deck, &mut journal);
        talk::tell(plan, &feeling, &mut journal);
        voices::tell(plan, &feeling, &mut deck, &mut journal);
        let both = (plan, plans.as_slice());
        actions::tell(both, &feeling, &settled, &mut deck, &mut journal);
        talk::tell_referrals(plan, &plans, &mut journal);
        prospects::tell_referrals(plan, &plans, &mut journal);
        all.customers.push(plan.customer(calendar));
        all.facts.extend(journal.into_facts());
    }
    all.extend(prospects::dataset(calendar));
    all
}
