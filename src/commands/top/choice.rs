//! The choices that people can type for lists.

use client::pb::v1::{BillingMode, CustomerClass, CustomerStanding, ReferrerOrder, ScoreOrder};

/// The order of customers who brought others.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum By {
    /// Their own value with all they brought.
    Total,
    /// All they brought.
    Brought,
    /// The split that adds up.
    Credited,
    /// Small spenders with big trees.
    PlacesGained,
}

/// The order of scores.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Order {
    /// Most points first.
    Points,
    /// Fewest points first.
    PointsUp,
    /// Highest own value first.
    Value,
    /// Highest contribution first.
    Contribution,
    /// By id.
    Id,
}

/// A class as it is typed.
#[derive(Clone, Copy, Debug, clap::ValueEnum, PartialEq, Eq)]
pub enum ClassName {
    /// One of the best.
    Ideal,
    /// One you want.
    Good,
    /// Neither on the good list nor bad.
    Ok,
    /// Let them go, in the nicest possible way.
    Bad,
    /// Too little is known.
    #[value(name = "not-known", alias = "insufficient-data")]
    InsufficientData,
}

impl From<By> for ReferrerOrder {
    fn from(by: By) -> Self {
        match by {
            By::Total => Self::TotalValue,
            By::Brought => Self::BroughtValue,
            By::Credited => Self::CreditedValue,
            By::PlacesGained => Self::PlacesGained,
        }
    }
}

impl From<Order> for ScoreOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Points => Self::PointsDesc,
            Order::PointsUp => Self::PointsAsc,
            Order::Value => Self::OwnValueDesc,
            Order::Contribution => Self::ContributionDesc,
            Order::Id => Self::CustomerId,
        }
    }
}

impl From<ClassName> for CustomerClass {
    fn from(name: ClassName) -> Self {
        match name {
            ClassName::Ideal => Self::Ideal,
            ClassName::Good => Self::Good,
            ClassName::Ok => Self::Ok,
            ClassName::Bad => Self::Bad,
            ClassName::InsufficientData => Self::InsufficientData,
        }
    }
}

/// A way of paying as it is typed.
#[derive(Clone, Copy, Debug, clap::ValueEnum, PartialEq, Eq)]
pub enum ModeName {
    /// They get invoices.
    Invoiced,
    /// They buy on the spot.
    #[value(name = "on-the-spot", alias = "purchasing")]
    Purchasing,
    /// They have brought no revenue yet.
    None,
}

/// A standing as it is typed.
#[derive(Clone, Copy, Debug, clap::ValueEnum, PartialEq, Eq)]
pub enum StandingName {
    /// No customer yet.
    Prospect,
    /// In their first half year.
    New,
    /// A customer today.
    Active,
    /// Has not been heard of for long.
    Quiet,
    /// Has left.
    #[value(alias = "left")]
    Past,
}

impl From<ModeName> for BillingMode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Invoiced => Self::Invoiced,
            ModeName::Purchasing => Self::Purchasing,
            ModeName::None => Self::None,
        }
    }
}

impl From<StandingName> for CustomerStanding {
    fn from(name: StandingName) -> Self {
        match name {
            StandingName::Prospect => Self::Prospect,
            StandingName::New => Self::New,
            StandingName::Active => Self::Active,
            StandingName::Quiet => Self::Quiet,
            StandingName::Past => Self::Past,
        }
    }
}

/// The typed choices as numbers of the wire.
pub(crate) fn numbers<N: Copy, W: From<N> + Into<i32>>(names: &[N]) -> Vec<i32> {
    names.iter().map(|name| W::from(*name).into()).collect()
}
