//! The owner's own sort: somebody sorts the customer as good, OK or bad. It never expires.

use super::Class;
use crate::fact::Trait;
use crate::history::View;
use crate::model::Settings;
use crate::signal::latest_ratings;
use crate::time::{Time, day_months_before, months_between};
use crate::words::{counted, date};

/// One person's own sort of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSort {
    /// The class they chose.
    pub class: Class,
    /// The person who sorted.
    pub by: String,
    /// When they sorted.
    pub time: Time,
    /// The reason they gave; may be empty.
    pub why: String,
    /// Whether it is so old that it should be looked at again; never true for customers who have left.
    pub look_again: bool,
    /// Complete months since the sort.
    pub months: i64,
    /// Other people whose latest sort differs, each with their class.
    pub others: Vec<(String, Class)>,
}

/// The own sort in force at `view`: the newest of everybody's latest sort.
#[must_use]
pub fn own_sort(view: View<'_>, settings: &Settings) -> Option<OwnSort> {
    // The ratings are in order of time, then of key.
    let last = &view.ratings(Trait::OwnSort).next_back()?.value;
    let latest = latest_ratings(view, Trait::OwnSort, None);
    let newest = latest
        .iter()
        .find(|verdict| verdict.assessor == last.assessor)?;
    let class = class_of(newest.rating);
    let old = day_months_before(view.time(), settings.lines.look_again_after_months as u32);
    let others = latest
        .iter()
        .map(|verdict| (verdict.assessor.to_owned(), class_of(verdict.rating)));
    Some(OwnSort {
        class,
        by: newest.assessor.to_owned(),
        time: newest.time,
        why: newest.note.to_owned(),
        look_again: newest.time < old && view.departed().is_none(),
        months: months_between(newest.time.date_naive(), view.day()),
        others: others.filter(|(_, other)| *other != class).collect(),
    })
}

fn class_of(rating: i32) -> Class {
    match rating {
        ..=2 => Class::Bad,
        3 => Class::Ok,
        _ => Class::Good,
    }
}

impl OwnSort {
    /// The own sort in words, with the person, the date and the reason.
    #[must_use]
    pub fn sentence(&self) -> String {
        let who = format!("your own sort, by {} on {}", self.by, date(self.time));
        let why = (!self.why.is_empty()).then(|| format!(": \u{201c}{}\u{201d}", self.why));
        let again = self.look_again.then(|| {
            let ago = counted(self.months, "month");
            format!("; sorted {ago} ago, look again")
        });
        let others = self
            .others
            .iter()
            .map(|(by, class)| format!("; {by} sorts them as {}", class.word()));
        [Some(who), why, again]
            .into_iter()
            .flatten()
            .chain(others)
            .collect()
    }
}
