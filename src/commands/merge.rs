//! `customer-quality merge`: says that two ids belong to one customer, takes that back, lists what was merged, and
//! proposes what looks the same.

pub mod alike;
mod record;

use self::alike::Pair;
use crate::{
    day,
    failure::{Failure, Finish},
    import::directory::customers,
    out,
    server::ServerArgs,
    terminal,
    words::who,
};
use client::Client;
use client::pb::v1::{Customer, FactKind, ListFactsRequest, Merge, RecordedFact, fact::Body};

/// The most proposals after an import.
const PROPOSALS_SAID: usize = 3;

/// What to do with which ids.
#[derive(Clone, Debug, clap::Args)]
#[command(
    override_usage = "customer-quality merge CUSTOMER INTO CUSTOMER [OPTIONS]\n       \
                            customer-quality merge --undo CUSTOMER | --list | --propose [OPTIONS]"
)]
pub struct MergeArgs {
    /// The id to merge, the word INTO, and the id to keep
    #[arg(value_names = ["CUSTOMER", "INTO", "CUSTOMER"], num_args = 3, required_unless_present_any = ["undo", "list", "propose"])]
    pub ids: Vec<String>,
    /// Take back the merge of this id
    #[arg(long, value_name = "CUSTOMER", conflicts_with_all = ["ids", "list", "propose"])]
    pub undo: Option<String>,
    /// List all merges
    #[arg(long, conflicts_with_all = ["ids", "propose"])]
    pub list: bool,
    /// List ids that look like one customer, with the command that merges them
    #[arg(long, conflicts_with = "ids")]
    pub propose: bool,
    /// The person who says so
    #[arg(long, alias = "by", env = "USER")]
    pub author: Option<String>,
    /// Why
    #[arg(long)]
    pub reason: Option<String>,
    /// Do not ask before merging
    #[arg(long)]
    pub yes: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &MergeArgs) -> Result<Finish, Failure> {
    let ids = ids(args)?;
    let client = args.server.connect().await?;
    let text = match (ids, &args.undo) {
        (Some((id, into)), _) => record::merge(&client, args, (id, into)).await?,
        (None, Some(id)) => record::undo(&client, args, id).await?,
        (None, None) if args.list => list(&client).await?,
        (None, None) => propose(&client, &args.server.flag()).await?,
    };
    out::answer(&text)?;
    Ok(Finish::Fine)
}

/// The id to merge and the id to keep.
fn ids(args: &MergeArgs) -> Result<Option<(&str, &str)>, Failure> {
    match args.ids.as_slice() {
        [] => Ok(None),
        [id, word, into] if word.eq_ignore_ascii_case("into") => Ok(Some((id, into))),
        _ => Err(Failure::message(
            "write the id to merge, the word INTO and the id to keep: merge C-17 INTO C-1042",
        )),
    }
}

/// All merges in force, a line each.
async fn list(client: &Client) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for customer in customers(client).await? {
        if !customer.merged_customer_ids.is_empty() {
            let recorded = merges(client, &customer.customer_id).await?;
            lines.extend(recorded.iter().filter_map(|it| line(it, &customer)));
        }
    }
    if lines.is_empty() {
        return Ok("nothing is merged\n".to_owned());
    }
    Ok(lines.concat())
}

/// A merge in a line. The name is that of the customer that the ids belong to, if it was merged into their id.
fn line(recorded: &RecordedFact, customer: &Customer) -> Option<String> {
    let (merged, merge) = merge_of(recorded)?;
    let fact = recorded.fact.as_ref()?;
    let name = if merge.into_customer_id == customer.customer_id {
        customer.name.as_str()
    } else {
        ""
    };
    let into = who(name, &merge.into_customer_id);
    let day = fact.record_time.as_ref().map(day::in_words);
    let words = |before: &str, words: &str| match words {
        "" => String::new(),
        words => format!("{before}{words}"),
    };
    let (by, reason) = (words(" by ", &fact.author), words(": ", &merge.reason));
    let line = format!(
        "{merged} INTO {into}, {}{by}{reason}",
        day.unwrap_or_default()
    );
    Some(terminal::clean(&line) + "\n")
}

/// The commands that merge what looks the same, each below its reason.
async fn propose(client: &Client, server: &str) -> Result<String, Failure> {
    let pairs = alike::pairs(&customers(client).await?);
    if pairs.is_empty() {
        return Ok("no two customers look the same\n".to_owned());
    }
    Ok(pairs.iter().map(|pair| proposal(pair, server)).collect())
}

/// The first proposals after an import that made customers. Empty if no two customers look the same.
pub(crate) async fn first_proposals(server: &ServerArgs) -> Result<String, Failure> {
    let pairs = alike::pairs(&customers(&server.connect().await?).await?);
    if pairs.is_empty() {
        return Ok(String::new());
    }
    let count = pairs.len();
    let words = match count {
        1 => "one customer may be here under two ids:".to_owned(),
        count if count <= PROPOSALS_SAID => {
            format!("{count} customers may be here under two ids:")
        }
        count => format!(
            "{count} customers may be here under two ids (all: merge --propose), the first of them:"
        ),
    };
    let flag = server.flag();
    let first = pairs.iter().take(PROPOSALS_SAID);
    let first = first.map(|pair| proposal(pair, &flag));
    Ok(terminal::hang("", &words, 80) + &first.collect::<String>())
}

fn proposal(pair: &Pair, server: &str) -> String {
    let reason = terminal::clean(&pair.reason);
    format!("# {reason}\n{}\n", terminal::clean(&pair.command(server)))
}

/// The merges in force of all ids of a customer.
async fn merges(client: &Client, customer_id: &str) -> Result<Vec<RecordedFact>, Failure> {
    let request = ListFactsRequest {
        customer_id: customer_id.to_owned(),
        kinds: vec![FactKind::Merge.into()],
        page_size: 1_000,
        ..ListFactsRequest::default()
    };
    let make = |request| async { client.records().list_facts(request).await };
    Ok(client.call(request, make).await?.facts)
}

/// The merged id of a fact, and its merge.
fn merge_of(recorded: &RecordedFact) -> Option<(&str, &Merge)> {
    let fact = recorded.fact.as_ref()?;
    match fact.body.as_ref()? {
        Body::Merge(merge) => Some((&fact.customer_id, merge)),
        _ => None,
    }
}
