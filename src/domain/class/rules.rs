//! Floors and caps: what lifts or lowers a class whatever the points say. They read each assessor's
//! latest rating, never the shrunken one.

use super::Class;
use crate::economics::{Economics, Overdue};
use crate::fact::Trait;
use crate::history::View;
use crate::model::{Classes, Model};
use crate::money::Micros;
use crate::portfolio::{boundary_time, contribution_at_boundary};
use crate::ratio::ONE;
use crate::signal::{Subject, amount, latest_ratings, low_proof, pays_on_time};
use crate::time::{Time, Window, days_between};
use crate::tree::Tree;

/// The floor that also makes ideal.
pub(super) const BRINGS_GOOD_PEOPLE: &str = "brings_good_people";

/// A floor or cap that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// The class it lifts to at least, or lowers to at most.
    pub class: Class,
    /// Why it holds.
    pub sentence: String,
}

/// Whose class is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The customer at the moment.
    pub subject: Subject<'a>,
    /// The customer with everyone they brought.
    pub tree: &'a Tree<'a>,
    /// The model.
    pub model: &'a Model,
}

impl Candidate<'_> {
    fn classes(&self) -> &Classes {
        &self.model.classes
    }

    fn view(&self) -> View<'_> {
        self.subject.view
    }

    /// The floors that hold.
    #[must_use]
    pub fn floors(&self) -> Vec<Rule> {
        [self.nice_and_pays_on_time(), self.brings_good_people()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The caps that hold, the hardest first.
    #[must_use]
    pub fn caps(&self) -> Vec<Rule> {
        [
            self.we_hide_from_them(),
            self.do_not_see_the_value(),
            self.cost_more_than_they_bring(),
            self.overdue(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn nice_and_pays_on_time(&self) -> Option<Rule> {
        let least = self.classes().nice_min_rating;
        let max_age = Some(self.model.settings.rating_max_age_months);
        let nice = [Trait::RespectsUs, Trait::GladToHearFrom]
            .iter()
            .all(|rated| {
                let latest = latest_ratings(self.view(), *rated, max_age);
                !latest.is_empty() && latest.iter().all(|verdict| verdict.rating >= least)
            });
        (nice && pays_on_time(self.view(), self.classes().on_time_share)).then(|| Rule {
            id: "nice_and_pays_on_time",
            class: Class::Ok,
            sentence: "they are nice and pay on time".to_owned(),
        })
    }

    /// Value brought in the top fifth and large against the median customer, and at least one of those
    /// they brought pays their way.
    fn brings_good_people(&self) -> Option<Rule> {
        let (brought, basis) = (self.subject.brought, self.subject.basis);
        let (median, cutoff) = basis.median_value.zip(basis.brought_cutoff)?;
        let large = i128::from(brought.value) * i128::from(ONE)
            >= i128::from(median) * i128::from(self.classes().brought_times_median);
        if brought.paying == 0 || !large {
            return None;
        }
        let at_boundary = self.brought_at_boundary();
        basis.top_by_brought(at_boundary).then(|| Rule {
            id: BRINGS_GOOD_PEOPLE,
            class: Class::Good,
            sentence: format!(
                "those they brought pay their way and are worth {} (the median customer {}; when the \
                 month began {}, the top fifth from {} on)",
                amount(brought.value),
                amount(median),
                amount(at_boundary),
                amount(cutoff),
            ),
        })
    }

    fn brought_at_boundary(&self) -> Micros {
        let at = boundary_time(self.subject.basis.boundary);
        self.tree.brought(at, &self.model.settings).value
    }

    /// In words, if their contribution of the twelve months before the boundary is in the portfolio's
    /// top fifth.
    pub(super) fn earns_much(&self) -> Option<String> {
        let basis = self.subject.basis;
        let contribution =
            contribution_at_boundary(self.view(), basis.boundary, &self.model.settings);
        let cutoff = basis.contribution_cutoff?;
        basis.top_by_contribution(contribution).then(|| {
            format!(
                "they contributed {} in the 12 months before this one, the top fifth from {} on",
                amount(contribution),
                amount(cutoff)
            )
        })
    }

    fn we_hide_from_them(&self) -> Option<Rule> {
        let rated = [
            (Trait::RespectsUs, "RESPECTS_US"),
            (Trait::GladToHearFrom, "GLAD_TO_HEAR_FROM"),
        ];
        let proof = rated.into_iter().find_map(|(rated, name)| {
            self.low(rated, self.classes().hide_max_rating)
                .map(|by| (name, by))
        });
        proof.map(|(name, by)| Rule {
            id: "we_hide_from_them",
            class: Class::Bad,
            sentence: format!(
                "{name} is rated {} or less by {by}",
                self.classes().hide_max_rating
            ),
        })
    }

    fn do_not_see_the_value(&self) -> Option<Rule> {
        let max = self.classes().value_max_rating;
        self.low(Trait::ValuesOurWork, max).map(|by| Rule {
            id: "do_not_see_the_value",
            class: Class::Ok,
            sentence: format!("VALUES_OUR_WORK is rated {max} or less by {by}"),
        })
    }

    fn low(&self, rated: Trait, max: i32) -> Option<String> {
        let by = low_proof(self.view(), rated, max, self.classes().proof_days_apart)?;
        Some(if let [only] = by.as_slice() {
            format!("{only}, twice")
        } else {
            by.join(" and ")
        })
    }

    fn cost_more_than_they_bring(&self) -> Option<Rule> {
        let (months, window) = loss_window(self.view());
        let settings = &self.model.settings;
        let own = Economics::of(self.view(), window, settings).contribution();
        let at: Time = self.view().time();
        let credited = self.tree.credited_contribution(at, window, settings);
        (own.saturating_add(credited) < 0).then(|| Rule {
            id: "cost_more_than_they_bring",
            class: Class::Ok,
            sentence: format!(
                "they cost more than they bring in the trailing {months} months: contribution {}, \
                 credited from those they brought {}",
                amount(own),
                amount(credited)
            ),
        })
    }

    fn overdue(&self) -> Option<Rule> {
        let days = Overdue::of(self.view()).days;
        (days > self.classes().overdue_max_days).then(|| Rule {
            id: "overdue",
            class: Class::Ok,
            sentence: format!("an invoice is {days} days overdue"),
        })
    }
}

/// The months in which a loss is looked for, and their window: six, or twelve for invoiced customers
/// who are billed less often than monthly.
#[must_use]
pub fn loss_window(view: View<'_>) -> (i32, Window) {
    let months = if billed_rarely(view) { 12 } else { 6 };
    (months, Window::trailing(months, view.day()))
}

/// Days between two invoices above which billing is rarer than monthly.
const MONTHLY_MAX_DAYS: i64 = 45;

/// Whether an invoiced customer is billed less often than monthly: by the contract in force, else by
/// the middle gap between the invoices of the trailing twelve months.
fn billed_rarely(view: View<'_>) -> bool {
    let in_force = view.contracts().iter().rev().find(|contract| {
        let ended = contract.value.end_date.is_some_and(|end| end < view.day());
        contract.value.start_date <= view.day() && !ended
    });
    if let Some(contract) = in_force {
        return contract.value.billing_period_months > 1;
    }
    let year = Window::trailing(12, view.day());
    let mut issued: Vec<_> = view
        .ledgers()
        .map(|ledger| ledger.invoice.issue_date)
        .filter(|day| year.contains(*day))
        .collect();
    issued.sort_unstable();
    issued.dedup();
    let mut gaps: Vec<i64> = issued
        .windows(2)
        .map(|pair| days_between(pair[0], pair[1]))
        .collect();
    gaps.sort_unstable();
    match gaps.get(gaps.len() / 2) {
        Some(gap) => *gap > MONTHLY_MAX_DAYS,
        None => view.ledgers().next().is_some(),
    }
}
