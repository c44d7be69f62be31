//! Rules of a class: what findings must say. A rule is data of the model document.

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
    /// Have they the five credentials?
    Credentials,
    /// Do they know where they are going? Decides no class.
    Destination,
    /// Do they grow with us? Decides no class.
    Grows,
    /// Can they afford us? Decides no class.
    AffordsUs,
    /// Do they expect what was agreed? Decides no class.
    Expectations,
    /// Were their invoices little work in the first six months? Decides no class.
    AccountingTime,
}

impl Question {
    /// Every question, in the order of an answer.
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

    /// Whether it is one of the seven that count against a customer.
    #[must_use]
    pub fn is_one_of_seven(self) -> bool {
        self < Self::Credentials
    }

    /// Whether a class may rest on it.
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

/// What is known about a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// It speaks for them.
    Yes,
    /// It speaks against them.
    No,
    /// Something of both, or neither.
    Mixed,
    /// Nothing is known, or too little to say.
    Unknown,
}

/// What a rule may ask beside the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sign {
    /// So much is open for so long that they owe.
    Owes,
    /// Their contribution is in the top fifth.
    TopFifth,
    /// It is not, or there is no top fifth.
    NotTopFifth,
    /// There is a top fifth, and they are not in it.
    BringsLittle,
    /// Whom they sent are worth much.
    BringsGoodPeople,
    /// Nobody's latest word is that they are not nice.
    NobodySaysNotNice,
    /// They have not begun to pay late.
    NotBegunToPayLate,
    /// The money half checks out.
    MoneyChecksOut,
    /// The owner half checks out.
    OwnerChecksOut,
    /// At least one of the seven, or the credentials, is known.
    SomethingKnown,
    /// At most two of these are known.
    LittleKnown,
}

/// What a class rule leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Leads {
    /// To the owner's own sort, where there is one.
    OwnSort,
    /// To BAD.
    Bad,
    /// To OK.
    Ok,
    /// To GOOD.
    Good,
    /// From GOOD to IDEAL.
    Ideal,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// So many or more.
    #[serde(default)]
    pub at_least: u8,
    /// So many or fewer.
    #[serde(default = "no_limit")]
    pub at_most: u8,
}

fn no_limit() -> u8 {
    u8::MAX
}

/// A rule: where all of it holds, the class is found.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Its id, unique within the model: the code of the step.
    pub id: String,
    /// What it leads to.
    pub leads_to: Leads,
    /// To whom it applies.
    #[serde(default)]
    pub applies_when: Condition,
    /// Answers that questions must have.
    #[serde(default)]
    pub findings: BTreeMap<Question, Vec<Answer>>,
    /// Signs that must hold.
    #[serde(default)]
    pub signs: Vec<Sign>,
    /// How many of the seven questions must be answered NO.
    pub against: Option<Count>,
    /// Points that are needed.
    pub points_from: Option<i64>,
    /// What it says. `{nice}` stands for that finding's words, `{against}` for those of all that speak
    /// against them, `{known}` for those of all that are known. Default: the words of `findings`.
    pub sentence: Option<String>,
    /// What to do, said after the sentence of those who are neither silent nor gone.
    pub advice: Option<String>,
}

/// The rules of classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRules {
    /// The first that holds gives the class; where none does, it is not known.
    pub rules: Vec<ClassRule>,
    /// Where the class is GOOD, the first of these that holds makes it IDEAL.
    pub ideal: Vec<ClassRule>,
}

/// A reading of several pillars: how much each counts, of all.
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

/// One of the two halves of whether they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HalfRole {
    /// The money.
    Money,
    /// The owner.
    Owner,
}
