//! Do they earn us money? The answer rests on the contribution of twelve months, with gifts left out.

use super::{Evidence, Finding, Inquiry};
use crate::model::{Answer, Question};
use crate::money::Micros;
use crate::portfolio::{BASIS_MONTHS, contribution_at_boundary};
use crate::ratio::ratio;
use crate::time::{Day, Month, Time, Window, add_days};
use crate::words::{date, month};

/// The time span that the findings about money and hours cover.
pub(super) enum Since {
    /// The last twelve months.
    Year(Window),
    /// The time since they were weaned, in whole months.
    Weaning(Time, Window),
    /// They were weaned so recently that nothing is said.
    TooSoon(Time),
}

/// The time span that the findings about money and hours cover: the last twelve months or, if the customer
/// was weaned within them, the time since then.
pub(super) fn since(inquiry: &Inquiry<'_>) -> Since {
    let day = inquiry.subject.view.day();
    let year = Window::trailing(inquiry.subject.settings.look_back_months(), day);
    match inquiry.subject.view.weaned() {
        Some(time) if time.date_naive() >= year.first => {
            let settled = add_days(time.date_naive(), inquiry.lines().weaned_days);
            if day < settled {
                return Since::TooSoon(time);
            }
            Since::Weaning(time, after_month_of(time.date_naive(), day))
        }
        _ => Since::Year(year),
    }
}

/// The window from the month after that of `from` on, because the sums of a month cannot be split.
fn after_month_of(from: Day, until: Day) -> Window {
    Window {
        first: Month::of(from).plus(1).first_day(),
        last: until,
    }
}

pub(super) fn find(inquiry: &Inquiry<'_>) -> Finding {
    let loss = loss(inquiry);
    if let Some(finding) = loss {
        return finding;
    }
    let (subject, basis) = (&inquiry.subject, inquiry.subject.basis);
    // For quiet and past customers, these are the twelve months before they last bought.
    let boundary = Month::of(subject.view.day()).min(basis.boundary);
    let earned = contribution_at_boundary(subject.view, boundary, subject.settings);
    let evidence = Evidence::counted("contribution of twelve months", earned, "money", None);
    let left = left_words(inquiry, earned);
    let year = Window::complete_before(boundary, BASIS_MONTHS);
    let window = format!("from {} to {}", month(year.first), month(year.last));
    let cost = cost_words(inquiry, year);
    match basis.contribution_cutoff {
        Some(cutoff) if basis.top_by_contribution(earned) => {
            let sentence = format!(
                "{left} {window}{cost}; the top fifth begins at {}",
                inquiry.money(cutoff)
            );
            Finding::new(Question::Earns, Answer::Yes, "one of the most profitable")
                .said(sentence)
                .resting_on(vec![evidence])
        }
        _ if inquiry.now.has_revenue() && nothing_in(inquiry, year, earned) => {
            let words = "nothing came in within the twelve months that are compared";
            Finding::new(Question::Earns, Answer::Unknown, words)
        }
        _ if inquiry.is_new() => {
            let words = "too early to say what they earn you";
            Finding::new(Question::Earns, Answer::Unknown, words)
        }
        _ if inquiry.now.has_revenue() => {
            let sentence = format!("{left} {window}{cost}");
            Finding::new(
                Question::Earns,
                Answer::Unknown,
                "not among the most profitable",
            )
            .said(sentence)
            .resting_on(vec![evidence])
        }
        _ => Finding::new(
            Question::Earns,
            Answer::Unknown,
            "nothing was sold to them yet",
        ),
    }
}

/// Whether nothing came in within `window`, and nothing was spent.
fn nothing_in(inquiry: &Inquiry<'_>, window: Window, earned: Micros) -> bool {
    earned == 0 && inquiry.economics(window).revenue == 0
}

fn left_words(inquiry: &Inquiry<'_>, earned: Micros) -> String {
    if earned < 0 {
        let loss = inquiry.money(earned.saturating_neg());
        return format!("cost you {loss} more than they paid");
    }
    format!("left you {}", inquiry.money(earned))
}

/// The cost that the figures assume for an hour, in words.
fn cost_words(inquiry: &Inquiry<'_>, window: Window) -> String {
    let hours = inquiry.subject.view.flow(window).seconds();
    match inquiry.subject.settings.company.hour {
        None => " (your own time not counted)".to_owned(),
        Some(hour) if hours > 0 => format!(" (an hour of yours at {})", inquiry.money(hour.cost)),
        Some(_) => String::new(),
    }
}

fn loss(inquiry: &Inquiry<'_>) -> Option<Finding> {
    let (window, words) = match since(inquiry) {
        Since::Year(window) => (
            window,
            inquiry.subject.settings.lately(inquiry.subject.view),
        ),
        Since::Weaning(time, window) => {
            let since = month(window.first);
            (window, format!("since {since}, weaned on {}", date(time)))
        }
        Since::TooSoon(_) => return None,
    };
    let subject = &inquiry.subject;
    let economics = inquiry.economics(window);
    let spent = economics.direct_cost.saturating_add(economics.effort_cost);
    if economics.after_own_costs() >= 0 || spent == 0 {
        return None;
    }
    let credited = subject.brought.credited_contribution;
    if economics.earned().saturating_add(credited) >= 0 {
        return None;
    }
    let hour = match (subject.settings.company.hour, economics.seconds) {
        (Some(hour), 1..) => format!(", an hour of yours at {}", inquiry.money(hour.cost)),
        _ => String::new(),
    };
    let made_up = if credited > 0 {
        format!(
            "; those they brought make up for {} of it",
            inquiry.money(credited)
        )
    } else {
        String::new()
    };
    let sentence = format!(
        "{} ({words}{hour}){made_up}",
        costs(inquiry, economics.revenue, spent)
    );
    let earned = Evidence::counted("contribution", economics.earned(), "money", None);
    Some(
        Finding::new(Question::Earns, Answer::No, "costs you money")
            .said(sentence)
            .resting_on(vec![earned]),
    )
}

fn costs(inquiry: &Inquiry<'_>, revenue: Micros, spent: Micros) -> String {
    if revenue <= 0 {
        return format!("brings in nothing and costs you {}", inquiry.money(spent));
    }
    let hundredths = (ratio(spent, revenue) + 5_000) / 10_000;
    if hundredths <= 100 {
        return "costs you a little more than they pay".to_owned();
    }
    format!(
        "every 1.00 they pay costs you {}.{:02}",
        hundredths / 100,
        hundredths % 100
    )
}
