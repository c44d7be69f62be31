//! Will they stay? The answer for a new customer is the owners' rule of thumb; for an active customer, it is
//! the share of customers like them who stayed.

use crate::customer::{Mode, Peers, Standing};
use crate::history::{History, View};
use crate::model::{Model, Numbers};
use crate::portfolio::{Basis, Fate, Half, Outcome, Share, boundary_time};
use crate::ratio::{ONE, Ppm, ratio};
use crate::score::Halves;
use crate::signal::Subject;
use crate::standing::Stands;
use crate::time::{Day, Month, add_days};
use crate::tree::Brought;
use crate::words::counted;

/// Months after which the outcome of a customer is read.
const MONTHS: i32 = 6;

/// The answer to the question whether they stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// How the two halves look.
    pub halves: Halves,
    /// The chance that they stay.
    pub chance: Chance,
    /// The answer in words.
    pub sentence: String,
}

/// The chance that they stay, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Nothing is known.
    Unknown,
    /// They are new and the money checks out: 50/50 that they stay for long, by the owners' rule of thumb.
    FiftyFifty,
    /// The share of customers like them who were still customers six months later.
    Measured(Measured),
}

/// How many customers were still customers six months later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The chance that they are still a customer in six months: the share of those like them who stayed,
    /// drawn towards the share of all who stayed. If there are too few like them, it is the share of all.
    pub probability: Ppm,
    /// The customers with the same halves: how many there were, and how many stayed.
    pub alike: (i64, i64),
    /// All customers: how many there were, and how many stayed.
    pub all: (i64, i64),
    /// Whether there were enough customers with the same halves.
    pub by_alike: bool,
}

impl Stay {
    /// The answer for a customer of `standing` with these `halves`. `has_bought` says whether anything was
    /// ever sold to them.
    #[must_use]
    pub fn of(
        halves: Halves,
        (standing, has_bought): (Standing, bool),
        basis: &Basis,
        numbers: &Numbers,
    ) -> Self {
        let chance = match standing {
            Standing::New if halves.money == Half::ChecksOut => Chance::FiftyFifty,
            Standing::Active if has_bought => {
                measured(halves, basis, numbers).map_or(Chance::Unknown, Chance::Measured)
            }
            _ => Chance::Unknown,
        };
        Self {
            halves,
            chance,
            sentence: sentence(halves, basis.peers, chance),
        }
    }
}

fn measured(halves: Halves, basis: &Basis, numbers: &Numbers) -> Option<Measured> {
    let all = basis.all_outcomes();
    if all.0 == 0 {
        return None;
    }
    let is_alike = |one: &&Outcome| one.money == halves.money && one.owner == halves.owner;
    let alike = basis
        .outcomes
        .iter()
        .find(is_alike)
        .map_or((0, 0), |one| (one.here, one.stayed));
    let by_alike = alike.0 >= numbers.alike_min;
    let of_all = ratio(all.1, all.0);
    let probability = if by_alike {
        let prior = numbers.alike_prior;
        (alike.1 * ONE + prior * of_all) / (alike.0 + prior)
    } else {
        of_all
    };
    Some(Measured {
        probability,
        alike,
        all,
        by_alike,
    })
}

/// The halves in words; `None` if neither is known.
#[must_use]
pub fn halves_words(halves: Halves) -> Option<String> {
    let money = match halves.money {
        Half::ChecksOut => "the money checks out",
        Half::DoesNot => "the money does not check out",
        Half::Unknown | Half::NotApplicable => "too little is known about the money",
    };
    let owner = match (halves.money, halves.owner) {
        (Half::Unknown | Half::NotApplicable, Half::Unknown | Half::NotApplicable) => return None,
        (Half::ChecksOut, Half::ChecksOut) => return Some("money and owner check out".to_owned()),
        (Half::DoesNot, Half::DoesNot) => {
            return Some("neither money nor owner checks out".to_owned());
        }
        (_, Half::ChecksOut) => "the owner checks out",
        (_, Half::DoesNot) => "the owner does not check out",
        (_, Half::Unknown) => "too little is known about the owner",
        (_, Half::NotApplicable) => return Some(money.to_owned()),
    };
    Some(format!("{money}, {owner}"))
}

fn sentence(halves: Halves, peers: Peers, chance: Chance) -> String {
    let words = halves_words(halves);
    let (lead, rest) = match chance {
        Chance::Unknown => {
            return words.unwrap_or_else(|| "too little is known to say".to_owned());
        }
        Chance::FiftyFifty if halves.owner == Half::ChecksOut => (
            ": ",
            "better than the 50/50 of an old rule of thumb that they stay for years".to_owned(),
        ),
        Chance::FiftyFifty => (
            ": ",
            "50/50 that they stay for years, by an old rule of thumb".to_owned(),
        ),
        Chance::Measured(measured) => return measured_words(&measured, words, peers),
    };
    words.map_or_else(|| rest.clone(), |words| format!("{words}{lead}{rest}"))
}

/// The outcomes in words:
/// `13 of 14 customers like them (money and owner check out) were still here six months later`.
fn measured_words(measured: &Measured, halves: Option<String>, peers: Peers) -> String {
    let ((here, stayed), group) = match (measured.by_alike, halves) {
        (true, Some(halves)) => (measured.alike, format!("like them ({halves})")),
        (true, None) => (measured.alike, "like them".to_owned()),
        (false, _) => (measured.all, "of yours".to_owned()),
    };
    let customers = counted(here, "customer");
    let who = match (stayed, here) {
        (1, 1) => format!("the only customer {group}"),
        (_, 1) => format!("not even the only customer {group}"),
        (0, _) => format!("none of {customers} {group}"),
        _ if stayed == here => format!("all {customers} {group}"),
        _ => format!("{stayed} of {customers} {group}"),
    };
    match (peers, stayed) {
        (Peers::Purchasing, _) => format!("{who} bought again within six months"),
        (Peers::Invoiced, 0 | 1) => format!("{who} was still here six months later"),
        (Peers::Invoiced, _) => format!("{who} were still here six months later"),
    }
}

/// The share of the customer of `history` in the portfolio figures of `boundary`, by `model`.
#[must_use]
pub fn share(model: &Model, history: &History, boundary: Month) -> Share {
    let view = history.at(boundary_time(boundary));
    Share {
        fate: fate(model, history, boundary),
        ..Share::of(view, boundary, &model.settings)
    }
}

/// The outcome of the customer of `history` in the six months before `boundary`, and their group then; `None`
/// if they were not a customer then.
#[must_use]
pub fn fate(model: &Model, history: &History, boundary: Month) -> Option<(Fate, Peers)> {
    let before = history.at(boundary_time(boundary.plus(-MONTHS)));
    let after = history.at(boundary_time(boundary));
    let standing = Stands::of(before, &model.settings.numbers).standing;
    let is_here = matches!(standing, Standing::New | Standing::Active) && before.has_revenue();
    if !is_here {
        return None;
    }
    let stayed = match before.mode() {
        Mode::Purchasing => after
            .days_bought()
            .iter()
            .any(|day| day.value > before.day()),
        Mode::Invoiced | Mode::None => match left(after, &model.settings.numbers) {
            Some(day) if day <= before.day() => return None,
            left => left.is_none(),
        },
    };
    let peers = before.mode().peers();
    let Halves { money, owner } = halves(model, before, boundary.plus(-MONTHS), peers);
    let fate = Fate {
        money,
        owner,
        stayed,
    };
    Some((fate, peers))
}

fn halves(model: &Model, view: View<'_>, boundary: Month, peers: Peers) -> Halves {
    let basis = Basis::empty(boundary, peers);
    let subject = Subject::new(view, Brought::default(), &basis, &model.settings);
    Halves::read(model, &subject)
}

/// The day an invoiced customer left. It is the earliest of their departure, the end of their last contract
/// and, if they have gone quiet, one usual interval after the last sale.
fn left(view: View<'_>, numbers: &Numbers) -> Option<Day> {
    let departed = view.departed().map(|time| time.date_naive());
    let silent = Stands::of(view, numbers);
    let silent = (silent.standing == Standing::Quiet).then(|| {
        let interval = view.invoice_interval().unwrap_or(numbers.gap_prior_days);
        silent
            .since
            .map(|since| add_days(since.date_naive(), interval))
    });
    [departed, view.contracts_ended(), silent.flatten()]
        .into_iter()
        .flatten()
        .min()
}
