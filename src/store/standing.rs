//! Standings: one row per customer for lists and rankings.

mod announce;
mod list;
mod put;

pub use announce::{Cause, Occasion};
pub use list::{
    Place, Referrer, ReferrerOrder, ReferrerQuery, ScoreOrder, Standing, StandingFilter,
    StandingQuery,
};
pub use put::NewStanding;

use crate::error::Error;
use domain::class::Class;
use domain::customer::{Mode, Standing as CustomerStanding};

pub(super) fn class_number(class: Class) -> i16 {
    match class {
        Class::Ideal => 1,
        Class::Good => 2,
        Class::Ok => 3,
        Class::Bad => 4,
        Class::InsufficientData => 5,
    }
}

/// The class with this number; `None` for 0, the number of prospects.
pub(super) fn class(number: i16) -> Result<Option<Class>, Error> {
    if number == 0 {
        return Ok(None);
    }
    let all = [
        Class::Ideal,
        Class::Good,
        Class::Ok,
        Class::Bad,
        Class::InsufficientData,
    ];
    all.into_iter()
        .find(|class| class_number(*class) == number)
        .map(Some)
        .ok_or_else(|| Error::Corrupt(format!("a standing has class {number}")))
}

fn mode_number(mode: Mode) -> i16 {
    match mode {
        Mode::None => 1,
        Mode::Invoiced => 2,
        Mode::Purchasing => 3,
    }
}

fn mode(number: i16) -> Result<Mode, Error> {
    [Mode::None, Mode::Invoiced, Mode::Purchasing]
        .into_iter()
        .find(|mode| mode_number(*mode) == number)
        .ok_or_else(|| Error::Corrupt(format!("a standing has mode {number}")))
}

fn stands_number(standing: CustomerStanding) -> i16 {
    match standing {
        CustomerStanding::Prospect => 1,
        CustomerStanding::New => 2,
        CustomerStanding::Active => 3,
        CustomerStanding::Quiet => 4,
        CustomerStanding::Past => 5,
    }
}

fn stands(number: i16) -> Result<CustomerStanding, Error> {
    [
        CustomerStanding::Prospect,
        CustomerStanding::New,
        CustomerStanding::Active,
        CustomerStanding::Quiet,
        CustomerStanding::Past,
    ]
    .into_iter()
    .find(|standing| stands_number(*standing) == number)
    .ok_or_else(|| Error::Corrupt(format!("a standing has customer_standing {number}")))
}
