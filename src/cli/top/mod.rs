//! `customer-quality top`: the ranking of those who brought others, or with `--scores` the list of all
//! scores; as a table, CSV or JSON.

mod referrers;
pub(super) mod scores;
pub(super) mod table;

pub use referrers::draw as draw_referrers;
pub use scores::draw as draw_scores;

use crate::{
    cli::{
        client::{Client, ServerArgs},
        failure::{Failure, Finish},
        out,
        paper::Paper,
    },
    pb::v1::{CustomerClass, ReferrerOrder, ScoreOrder},
};

/// What to list.
#[derive(Clone, Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct TopArgs {
    /// The order of those who brought others
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "total",
        conflicts_with = "scores"
    )]
    pub by: By,
    /// List scores instead
    #[arg(long)]
    pub scores: bool,
    /// The order of scores
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "points",
        requires = "scores"
    )]
    pub order: Order,
    /// Only scores of this class; may be given again
    #[arg(long, value_enum, ignore_case = true, requires = "scores")]
    pub class: Vec<ClassName>,
    /// Only scores of at least so many points
    #[arg(long, requires = "scores", value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub min_points: Option<i32>,
    /// Only scores of at most so many points
    #[arg(long, requires = "scores", value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub max_points: Option<i32>,
    /// Only customers who came from this source; may be given again
    #[arg(long, requires = "scores")]
    pub source: Vec<String>,
    /// Only customers with this attribute; may be given again, then all must hold
    #[arg(long, value_name = "KEY=VALUE", requires = "scores", value_parser = attribute)]
    pub attribute: Vec<(String, String)>,
    /// Rows at most
    #[arg(long, default_value_t = 20, conflicts_with = "all", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// All rows
    #[arg(long)]
    pub all: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// The order of those who brought others.
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
    /// Nice, keep while they pay on time.
    Ok,
    /// Let them go, in the nicest possible way.
    Bad,
    /// Too little is known.
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

/// Runs the command.
pub async fn run(args: &TopArgs) -> Result<Finish, Failure> {
    let client = Client::connect(&args.server).await?;
    let paper = Paper::of_stdout();
    let text = if args.scores {
        scores::text(&client, args, paper).await?
    } else {
        referrers::text(&client, args, paper).await?
    };
    out::answer(&text)?;
    Ok(Finish::Fine)
}

impl TopArgs {
    /// Rows still wanted when so many are there.
    fn wanted(&self, there: usize) -> usize {
        let limit = if self.all {
            usize::MAX
        } else {
            self.limit as usize
        };
        limit.saturating_sub(there)
    }

    /// The size of the next page.
    fn page_size(&self, there: usize) -> i32 {
        self.wanted(there).min(1000) as i32
    }
}

/// An attribute as it is typed.
pub(super) fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("give KEY=VALUE, for example industry=carpentry".to_owned()),
    }
}
