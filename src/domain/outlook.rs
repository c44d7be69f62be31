//! The payment outlook, for billing: how much is open, how late they usually are, and the chance that the
//! next invoice is late.

use crate::finding::Findings;
use crate::model::{Answer, Numbers, Question};
use crate::money::Micros;
use crate::payments::Payments;
use crate::portfolio::Half;
use crate::ratio::{Ppm, ratio};
use crate::time::Day;

/// The payment outlook of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentOutlook {
    /// The invoices that count: those that fell due in the last twelve months, at least the last three.
    pub due: i64,
    /// How many of them were paid within the grace.
    pub on_time: i64,
    /// The median days late of the late invoices.
    pub usual_days_late: Option<i64>,
    /// The open amount of all invoices, due or not.
    pub open: Micros,
    /// The open amount of invoices that are past their due date by more than the grace.
    pub overdue: Micros,
    /// Days that the oldest of them is overdue.
    pub oldest_overdue_days: i64,
    /// The chance that the next invoice is paid later than the grace; `None` without any invoice due.
    pub late_probability: Option<Ppm>,
    /// When the last invoice was issued.
    pub last_invoice: Option<Day>,
    /// Whether their payments check out.
    pub verdict: Half,
    /// The outlook in words.
    pub sentence: String,
}

impl PaymentOutlook {
    /// Takes it from the findings.
    #[must_use]
    pub fn of(findings: &Findings, numbers: &Numbers) -> Self {
        let payments = &findings.payments;
        Self {
            due: payments.due,
            on_time: payments.on_time,
            usual_days_late: payments.usual_days_late,
            open: payments.open,
            overdue: payments.overdue.amount,
            oldest_overdue_days: payments.overdue.days,
            late_probability: late_probability(payments, numbers),
            last_invoice: payments.last_invoice,
            verdict: match findings.answer(Question::Pays) {
                Answer::Yes => Half::ChecksOut,
                Answer::No | Answer::Mixed => Half::DoesNot,
                Answer::Unknown => Half::Unknown,
            },
            sentence: findings
                .get(Question::Pays)
                .map_or_else(String::new, |finding| finding.sentence.clone()),
        }
    }
}

/// The mean of a beta distribution. It begins at the model's prior and has seen the invoices that count;
/// older invoices weigh less.
#[must_use]
pub fn late_probability(payments: &Payments, numbers: &Numbers) -> Option<Ppm> {
    let prior_late = numbers.punctuality_prior_due - numbers.punctuality_prior_on_time;
    let (all, late) = payments.weight;
    let late = late + prior_late;
    let due = all + numbers.punctuality_prior_due;
    (payments.due > 0).then(|| ratio(late, due))
}
