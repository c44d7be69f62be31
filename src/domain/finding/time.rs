//! Do they take time that cannot be billed? The squeaky wheel.

use super::earns::{Since, since};
use super::{Evidence, Finding, Inquiry};
use crate::economics::Economics;
use crate::model::{Answer, Question};
use crate::money::{Micros, saturate};
use crate::ratio::{ONE, ratio};
use crate::time::{Month, Time, Window, days_between};
use crate::words::{date, hours, month, percent};

pub(super) fn find(inquiry: &Inquiry<'_>) -> Finding {
    let unknown = |words: String| Finding::new(Question::TakesTime, Answer::Unknown, words);
    match since(inquiry) {
        Since::TooSoon(time) => {
            let days = inquiry.lines().weaned_days;
            let words = format!("weaned on {}: asked again {days} days later", date(time));
            let weaned = Evidence {
                value: None,
                unit: "",
                ..Evidence::counted("weaned", 0, "", Some(time))
            };
            unknown(words).resting_on(vec![weaned])
        }
        Since::Year(window) => {
            let when = inquiry.subject.settings.lately(inquiry.subject.view);
            judged(inquiry, window, (&when, ""))
        }
        Since::Weaning(time, window) => {
            let weaned = date(time);
            let lead = if was_too_much(inquiry, time) {
                format!("weaned on {weaned}, and better since: ")
            } else {
                format!("weaned on {weaned}: ")
            };
            let when = format!("since {}", month(window.first));
            judged(inquiry, window, (&when, &lead))
        }
    }
}

/// Whether they took too much time in the year up to the weaning.
fn was_too_much(inquiry: &Inquiry<'_>, weaned: Time) -> bool {
    let weaning = Month::of(weaned.date_naive());
    let months = inquiry.subject.settings.look_back_months();
    let window = Window {
        first: weaning.plus(-months).first_day(),
        last: weaning.last_day(),
    };
    let economics = inquiry.economics(window);
    let price = worth(inquiry, economics.unbilled_seconds);
    price.is_some_and(|price| is_too_much(inquiry, window, &economics, price))
}

/// The finding about the hours of `window`. Its sentence begins with `lead`, unless they take too much time.
fn judged(inquiry: &Inquiry<'_>, window: Window, (when, lead): (&str, &str)) -> Finding {
    let economics = inquiry.economics(window);
    if economics.seconds == 0 {
        let words = format!("{lead}no hours recorded {when}");
        let weaned = inquiry.subject.view.weaned().filter(|_| !lead.is_empty());
        let evidence = weaned.map(|time| Evidence::counted("hours", 0, "hours", Some(time)));
        return Finding::new(Question::TakesTime, Answer::Unknown, words)
            .resting_on(evidence.into_iter().collect());
    }
    let unbilled = economics.unbilled_seconds;
    let evidence = vec![
        Evidence::counted("hours", economics.seconds * ONE / 3600, "hours", None),
        Evidence::counted("hours not billed", unbilled * ONE / 3600, "hours", None),
    ];
    let share = ratio(unbilled, economics.seconds);
    let spent = format!("{} {when}", hours(economics.seconds));
    let price = worth(inquiry, unbilled);
    let too_much = price.is_some_and(|price| is_too_much(inquiry, window, &economics, price));
    let (Some(price), true) = (price, too_much) else {
        let sentence = match unbilled {
            0 => format!("{lead}{spent}, none given away"),
            _ => format!("{lead}{spent}, of which {} not billed", hours(unbilled)),
        };
        return Finding::new(Question::TakesTime, Answer::Unknown, sentence).resting_on(evidence);
    };
    let sentence = format!(
        "{spent}, {} not billed ({}), worth {} at your price",
        hours(unbilled),
        percent(share),
        inquiry.money(price)
    );
    Finding::new(
        Question::TakesTime,
        Answer::No,
        "takes time you cannot bill",
    )
    .said(sentence)
    .resting_on(evidence)
}

/// The price of `seconds` of work; `None` if the company has no price for an hour.
fn worth(inquiry: &Inquiry<'_>, seconds: i64) -> Option<Micros> {
    let hour = inquiry.subject.settings.company.hour?;
    Some(saturate(
        i128::from(seconds) * i128::from(hour.price) / 3600,
    ))
}

fn is_too_much(
    inquiry: &Inquiry<'_>,
    window: Window,
    economics: &Economics,
    price: Micros,
) -> bool {
    let lines = inquiry.lines();
    let (unbilled, all) = (economics.unbilled_seconds, economics.seconds);
    // The limit is in hours a year; it counts pro rata if the window is shorter.
    let days = i128::from((days_between(window.first, window.last) + 1).clamp(1, 365));
    let a_year = i128::from(unbilled) * 365 * i128::from(ONE);
    ratio(unbilled, all) >= lines.unbilled_share
        && a_year >= i128::from(lines.unbilled_hours) * 3600 * days
        && i128::from(price) * i128::from(ONE)
            >= i128::from(economics.revenue.max(0)) * i128::from(lines.unbilled_worth)
}
