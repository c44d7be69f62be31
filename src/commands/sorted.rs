//! `customer-quality sorted`: all names under IDEAL, GOOD, OK, BAD and NOT SORTED with a sentence each. It
//! also prints the size of each class and the customers whose own sort and numbers disagree.

mod agreement;
mod draw;
mod lists;

pub use draw::draw;
pub use lists::Lists;

use std::time::Duration;

use serde_json::json;

use crate::{
    doubt,
    failure::{Failure, Finish},
    json, out,
    server::ServerArgs,
    sheet::SheetArgs,
    terminal::Terminal,
    top::{
        ClassName, ModeName, Order, StandingName, attribute,
        choice::numbers,
        scores::{self, Wanted},
    },
    words,
};
use client::Client;
use client::pb::v1::{
    BillingMode, CustomerClass, CustomerStanding, ListScoresResponse, ScoreFilter,
};

/// The names shown of each list by default.
const SHOWN: usize = 20;

/// The customers to list.
#[derive(Clone, Debug, clap::Args)]
pub struct SortedArgs {
    /// The order within each list
    #[arg(long, value_enum, ignore_case = true, default_value = "points")]
    pub order: Order,
    /// Only customers of this class; may be given again
    #[arg(long, value_enum, ignore_case = true)]
    pub class: Vec<ClassName>,
    /// Only customers with at least so many points
    #[arg(long, value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub min_points: Option<i32>,
    /// Only customers with at most so many points
    #[arg(long, value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub max_points: Option<i32>,
    /// Only customers who came from this source; may be given again
    #[arg(long)]
    pub source: Vec<String>,
    /// Only customers who pay in this way; may be given again
    #[arg(long, value_enum, ignore_case = true)]
    pub mode: Vec<ModeName>,
    /// Only customers who stand with you like this; may be given again
    #[arg(long, value_enum, ignore_case = true)]
    pub standing: Vec<StandingName>,
    /// Only customers with this attribute; may be given again, then all must hold
    #[arg(long, value_name = "KEY=VALUE", value_parser = attribute)]
    pub attribute: Vec<(String, String)>,
    /// Names of each list at most [default: 20; with --csv and --json: all]
    #[arg(long, conflicts_with = "all", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// All names
    #[arg(long)]
    pub all: bool,
    /// Seconds to wait while what was recorded last is still being worked out
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub wait: u64,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// The form of CSV.
    #[command(flatten)]
    pub sheet: SheetArgs,
    /// Print JSON
    #[arg(long, conflicts_with = "semicolons")]
    pub json: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &SortedArgs) -> Result<Finish, Failure> {
    let client = args.server.connect().await?;
    let list = settled(&client, args).await?;
    let lists = Lists::of(list);
    if args.json {
        out::answer(&as_json(&lists.first(args.most()))?)?;
    } else if args.is_csv() {
        out::answer(&as_csv(&lists.first(args.most()), args.sheet)?)?;
    } else {
        let is_narrowed = args.filter() != ScoreFilter::default();
        let terminal = Terminal::of_stdout();
        let text = draw(&lists, args.most(), is_narrowed, terminal);
        out::drawn(&(text + &doubt::line(&client, terminal).await))?;
    }
    Ok(Finish::Fine)
}

impl SortedArgs {
    fn filter(&self) -> ScoreFilter {
        ScoreFilter {
            classes: numbers::<_, CustomerClass>(&self.class),
            min_points: self.min_points,
            max_points: self.max_points,
            acquisition_sources: self.source.clone(),
            attributes: scores::attributes(&self.attribute),
            modes: numbers::<_, BillingMode>(&self.mode),
            standings: numbers::<_, CustomerStanding>(&self.standing),
        }
    }

    fn is_csv(&self) -> bool {
        self.csv || self.sheet.semicolons
    }

    /// The most names of each list to show.
    fn most(&self) -> usize {
        match self.limit {
            Some(limit) => limit as usize,
            None if self.all || self.is_csv() || self.json => usize::MAX,
            None => SHOWN,
        }
    }
}

/// Fetches the list once no customer in it waits for an evaluation, or when the time for waiting is over. A
/// person who imports a sheet and asks at once wants to see that sheet.
async fn settled(client: &Client, args: &SortedArgs) -> Result<ListScoresResponse, Failure> {
    scores::settle(client, Duration::from_secs(args.wait)).await?;
    let whole = Wanted {
        filter: args.filter(),
        order: args.order.into(),
        most: usize::MAX,
        page_token: String::new(),
    };
    scores::fetch(client, &whole).await
}

fn as_json(lists: &Lists) -> Result<String, Failure> {
    let value = json::value("ListScoresResponse", &lists.response())?;
    let counts = lists.counts.iter();
    let counts = counts.map(|(class, count)| (words::class_code(*class), *count));
    let counts: serde_json::Map<_, _> = counts.map(|(code, count)| (code, json!(count))).collect();
    let own = &lists.agreement;
    let document = json!({
        "scores": value,
        "class_counts": counts,
        "own_sorts": {
            "agree": own.agree, "disagree": own.others.len(), "numbers_unknown": own.silent,
        },
    });
    Ok(json::document(&document))
}

fn as_csv(lists: &Lists, sheet: SheetArgs) -> Result<String, Failure> {
    let header = [
        "customer_class",
        "name",
        "sentence",
        "own_sort",
        "class_by_numbers",
        "customer_standing",
        "points",
        "customer_id",
    ];
    let given = |class: CustomerClass| match class {
        CustomerClass::Unspecified => String::new(),
        class => words::class_code(class),
    };
    let standing = |standing: CustomerStanding| match standing {
        CustomerStanding::Unspecified => String::new(),
        standing => standing
            .as_str_name()
            .trim_start_matches("CUSTOMER_STANDING_")
            .to_owned(),
    };
    let rows = lists.lists.iter().flat_map(|(_, rows)| rows).map(|row| {
        vec![
            given(row.customer_class()),
            words::harmless(&row.name),
            words::harmless(&row.sentence),
            given(row.own_sort()),
            given(row.class_by_numbers()),
            standing(row.customer_standing()),
            row.points
                .map(|points| points.to_string())
                .unwrap_or_default(),
            row.customer_id.clone(),
        ]
    });
    sheet.csv(&header, &rows.collect::<Vec<_>>())
}
