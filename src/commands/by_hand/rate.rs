//! `customer-quality rate` and `customer-quality sort`: one rating, and one own sort.

use std::fmt::Write as _;

use super::{Compared, HandArgs, Rated, rated};
use crate::{
    failure::{Failure, Finish},
    terminal::clean,
    worksheet::answers,
};
use client::pb::v1::{Assessment, Trait, fact::Body};

/// One rating.
#[derive(Clone, Debug, clap::Args)]
pub struct RateArgs {
    /// The customer: the id, or the beginning of the name
    pub customer: String,
    /// What is rated: glad, nice, price, value, doors, afford, pays, hide, ... (another word prints the list)
    pub what: String,
    /// 5 (the best) to 1, or yes, mostly, sometimes, rarely, no
    pub rating: String,
    /// Why
    #[arg(
        long,
        value_name = "WORDS",
        default_value = "",
        hide_default_value = true
    )]
    pub note: String,
    /// Who and when.
    #[command(flatten)]
    pub hand: HandArgs,
}

/// One own sort.
#[derive(Clone, Debug, clap::Args)]
pub struct SortArgs {
    /// The customer: the id, or the beginning of the name
    pub customer: String,
    /// good, OK or bad
    pub sort: String,
    /// Why
    #[arg(default_value = "", hide_default_value = true)]
    pub why: String,
    /// Who and when.
    #[command(flatten)]
    pub hand: HandArgs,
}

/// Records a rating.
pub async fn rate(args: &RateArgs) -> Result<Finish, Failure> {
    let what = rated(&args.what).map_err(Failure::Message)?;
    if what.about == Trait::OwnSort {
        let words = format!(
            "your own sort has a command of its own: customer-quality sort {} good",
            args.customer
        );
        return Err(Failure::Message(words));
    }
    let rating = answers::rating(what.question(), &args.rating);
    let rating = rating.map_err(Failure::Message)?;
    let rating = rating.ok_or_else(|| Failure::message("say how much: 5 (the best) to 1"))?;
    record(&args.hand, &args.customer, what, rating, &args.note).await
}

/// Records an own sort.
pub async fn sort(args: &SortArgs) -> Result<Finish, Failure> {
    let rating = answers::own_sort(&args.sort).map_err(Failure::Message)?;
    let rating = rating.ok_or_else(|| Failure::message("say how: good, OK or bad"))?;
    let what = Rated {
        about: Trait::OwnSort,
        is_reversed: false,
    };
    record(&args.hand, &args.customer, what, rating, &args.why).await
}

async fn record(
    hand: &HandArgs,
    customer: &str,
    what: Rated,
    rating: i32,
    note: &str,
) -> Result<Finish, Failure> {
    let hand = hand.begin(customer).await?;
    let by = hand.by.clone();
    let assessed_trait: i32 = what.about.into();
    let body = Body::Assessment(Assessment {
        assessed_trait,
        rating,
        assessor: by.clone(),
        note: note.to_owned(),
        ..Assessment::default()
    });
    let mut said = format!("{} ({} {rating})", what.meaning(rating), clean(&by));
    if !note.is_empty() {
        let _ = write!(said, ": \u{201c}{}\u{201d}", clean(note));
    }
    let name = what.about.as_str_name().trim_start_matches("TRAIT_");
    // One person has one opinion a day about one thing.
    let compare = |body: &Body| match body {
        Body::Assessment(it) if it.assessed_trait != assessed_trait || it.assessor != by => {
            Compared::Other
        }
        Body::Assessment(it) if it.rating == rating && it.note == note => Compared::Same,
        Body::Assessment(_) => Compared::Replaced,
        _ => Compared::Other,
    };
    hand.record(&name.to_lowercase(), body, &said, compare)
        .await
}
