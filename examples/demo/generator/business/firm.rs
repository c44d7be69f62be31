//! The whole firm: every customer of the plan, with the records of each function of the firm.
use super::feeling::Feeling;
use super::journal::Journal;
use super::plan::plans;
use super::words::Deck;
use super::{actions, billing, people, prospects, sorting, talk, voices, work};

/// The seed of the demonstration.
pub(crate) const SEED: u64 = 20_070_401;

/// The firm's customers, each with their facts, and the prospects.
pub(crate) fn text(seed: u64) -> String {
    let plans = plans(seed);
    let mut text = String::new();
    let mut deck = Deck::default();
    for plan in &plans {
        let mut journal = Journal::new(&plan.id);
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
        text += &plan.customer();
        text += &journal.into_text();
    }
    text + &prospects::text()
}
