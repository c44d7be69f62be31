//! The rules of classes: a rule says which class follows from which findings. A rule is data of the model
//! document.

use super::condition::Condition;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A question that an owner asks about a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Are they nice?
    Nice,
    /// Do they pay?
    Pays,
    /// Do they see the value?
    SeesValue,
    /// Do they send others?
    SendsOthers,
    /// Do they earn us money?
    Earns,
    /// Do they take time that cannot be billed?
    TakesTime,
    /// Does the owner look ahead?
    LooksAhead,
    /// Do they have the five credentials?
    Credentials,
    /// Do they know where they are going? The answer decides no class.
    Destination,
    /// Do they grow with us? The answer decides no class.
    Grows,
    /// Can they afford us? The answer decides no class.
    AffordsUs,
    /// Do they expect what was agreed? The answer decides no class.
    Expectations,
    /// Were their invoices little work in the first six months? The answer decides no class.
    AccountingTime,
}

impl Question {
    /// Every question, in the order of an evaluation.
    pub const ALL: [Self; 13] = [
        Self::Nice,
        Self::Pays,
        Self::SeesValue,
        Self::SendsOthers,
        Self::Earns,
        Self::TakesTime,
        Self::LooksAhead,
        Self::Credentials,
        Self::Destination,
        Self::Grows,
        Self::AffordsUs,
        Self::Expectations,
        Self::AccountingTime,
    ];

    /// Whether it is one of the seven questions that can count against a customer.
    #[must_use]
    pub fn is_one_of_seven(self) -> bool {
        self < Self::Credentials
    }

    /// Whether a class may rest on the answer.
    #[must_use]
    pub fn decides(self) -> bool {
        self <= Self::Credentials
    }

    /// Its name in a model document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nice => "nice",
            Self::Pays => "pays",
            Self::SeesValue => "sees_value",
            Self::SendsOthers => "sends_others",
            Self::Earns => "earns",
            Self::TakesTime => "takes_time",
            Self::LooksAhead => "looks_ahead",
            Self::Credentials => "credentials",
            Self::Destination => "destination",
            Self::Grows => "grows",
            Self::AffordsUs => "affords_us",
            Self::Expectations => "expectations",
            Self::AccountingTime => "accounting_time",
        }
    }
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// It speaks for the customer.
    Yes,
    /// It speaks against the customer.
    No,
    /// It is some of both, or neither.
    Mixed,
    /// Nothing is known, or too little to answer.
    Unknown,
}

/// Something besides the answers that a rule may test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sign {
    /// So much has been overdue for so long that they owe.
    Owes,
    /// Their contribution is in the top fifth.
    TopFifth,
    /// Their contribution is not in the top fifth, or there is no top fifth.
    NotTopFifth,
    /// There is a top fifth, and they are not in it. New customers and those without revenue do not have this
    /// sign.
    BringsLittle,
    /// The customers they sent are worth much.
    BringsGoodPeople,
    /// Nobody's latest rating says that they are not nice.
    NobodySaysNotNice,
    /// They have not begun to pay late.
    NotBegunToPayLate,
    /// The money half checks out.
    MoneyChecksOut,
    /// The owner half checks out.
    OwnerChecksOut,
    /// At least one answer is known, among the seven and the credentials.
    SomethingKnown,
    /// At most two of these answers are known.
    LittleKnown,
}

/// The result of a class rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Leads {
    /// The owner's own sort, if there is one.
    OwnSort,
    /// The class BAD.
    Bad,
    /// The class OK.
    Ok,
    /// The class GOOD.
    Good,
    /// The class IDEAL instead of GOOD.
    Ideal,
}

/// A range of counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The smallest count in the range.
    #[serde(default)]
    pub at_least: u8,
    /// The largest count in the range.
    #[serde(default = "no_limit")]
    pub at_most: u8,
}

fn no_limit() -> u8 {
    u8::MAX
}

/// A rule. It gives its result if all of its conditions hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Its id, unique within the model. It is also the code of the step.
    pub id: String,
    /// The result of the rule.
    pub leads_to: Leads,
    /// The customers to whom it applies.
    #[serde(default)]
    pub applies_when: Condition,
    /// The answers that questions must have.
    #[serde(default)]
    pub findings: BTreeMap<Question, Vec<Answer>>,
    /// The signs that must hold.
    #[serde(default)]
    pub signs: Vec<Sign>,
    /// How many of the seven questions must be answered NO.
    pub against: Option<Count>,
    /// The least points that are needed.
    pub points_from: Option<i64>,
    /// The sentence of the rule. `{nice}` stands for the words of that finding, `{against}` for the words of
    /// all findings against the customer, `{known}` for the words of all known findings. Default: the words
    /// of `findings`.
    pub sentence: Option<String>,
    /// Advice, added to the sentence for new and active customers.
    pub advice: Option<String>,
}

/// The rules of classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRules {
    /// The first rule that holds gives the class. If none holds, the class is not known.
    pub rules: Vec<ClassRule>,
    /// If the class is GOOD, the first of these rules that holds makes it IDEAL.
    pub ideal: Vec<ClassRule>,
}

/// A reading over several pillars. Each pillar has its own weight in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Will they last six months?
    SixMonths,
    /// How long will they stay?
    HowLong,
    /// Do we want them?
    WantThem,
}

/// One of the two halves of the question whether a customer stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HalfRole {
    /// The money.
    Money,
    /// The owner.
    Owner,
}
