//! `customer-quality top`: ranks the customers who brought others. `--scores` lists all scores instead. The
//! output is a table, CSV or JSON.

pub mod choice;
mod referrers;
pub(super) mod scores;
pub(super) mod table;

pub use choice::{By, ClassName, ModeName, Order, StandingName};
pub use referrers::draw as draw_referrers;
pub use scores::draw as draw_scores;

use crate::{
    doubt,
    failure::{Failure, Finish},
    out,
    server::ServerArgs,
    sheet::SheetArgs,
    terminal::Terminal,
};

/// The list to print.
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
    /// List all customers with their points instead
    #[arg(long)]
    pub scores: bool,
    /// The order with --scores
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value = "points",
        requires = "scores"
    )]
    pub order: Order,
    /// Only customers of this class; may be given again
    #[arg(long, value_enum, ignore_case = true, requires = "scores")]
    pub class: Vec<ClassName>,
    /// Only customers with at least so many points
    #[arg(long, requires = "scores", value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub min_points: Option<i32>,
    /// Only customers with at most so many points
    #[arg(long, requires = "scores", value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub max_points: Option<i32>,
    /// Only customers who came from this source; may be given again
    #[arg(long, requires = "scores")]
    pub source: Vec<String>,
    /// Only customers who pay in this way; may be given again
    #[arg(long, value_enum, ignore_case = true)]
    pub mode: Vec<ModeName>,
    /// Only customers who stand with you like this; may be given again
    #[arg(long, value_enum, ignore_case = true, requires = "scores")]
    pub standing: Vec<StandingName>,
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
    /// The form of CSV.
    #[command(flatten)]
    pub sheet: SheetArgs,
    /// Print JSON
    #[arg(long, conflicts_with = "semicolons")]
    pub json: bool,
    /// Go on after a page: the `next_page_token` that --json printed, with the same other flags
    #[arg(
        long,
        value_name = "TOKEN",
        default_value = "",
        hide_default_value = true
    )]
    pub page_token: String,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &TopArgs) -> Result<Finish, Failure> {
    let client = args.server.connect().await?;
    let terminal = Terminal::of_stdout();
    let mut text = if args.scores {
        scores::text(&client, args, terminal).await?
    } else {
        referrers::text(&client, args, terminal).await?
    };
    if args.is_csv() || args.json {
        out::answer(&text)?;
    } else {
        text.push_str(&doubt::line(&client, terminal).await);
        out::drawn(&text)?;
    }
    Ok(Finish::Fine)
}

impl TopArgs {
    fn is_csv(&self) -> bool {
        self.csv || self.sheet.semicolons
    }

    /// The number of rows still wanted when `there` rows are present.
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

/// Parses an attribute as people type it.
pub(super) fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("give KEY=VALUE, for example industry=carpentry".to_owned()),
    }
}
