//! `customer-quality tree`: the referral tree of a customer, with everyone below them.

mod draw;

pub use draw::draw;

use crate::{
    answer_args::AnswerArgs,
    failure::{Failure, Finish},
    find, json, out,
    server::ServerArgs,
    terminal::Terminal,
};
use client::Client;
use client::pb::v1::{
    GetReferralTreeRequest, GetReferralTreeResponse, GetReferralValueRequest, ReferralValue,
};

/// The customer whose tree to draw, and its depth.
#[derive(Clone, Debug, clap::Args)]
pub struct TreeArgs {
    /// The customer: the id, or the beginning of the name
    pub customer: String,
    /// Levels below the customer; 0 is all
    #[arg(long, value_name = "LEVELS", default_value_t = 0, value_parser = clap::value_parser!(i32).range(0..=1000))]
    pub depth: i32,
    /// Customers at most; 0 is as many as the service gives
    #[arg(long, value_name = "CUSTOMERS", default_value_t = 0, value_parser = clap::value_parser!(i32).range(0..))]
    pub limit: i32,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// When and by which model.
    #[command(flatten)]
    pub answer: AnswerArgs,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &TreeArgs) -> Result<Finish, Failure> {
    let client = args.server.connect().await?;
    let (tree, value) = fetch(&client, args).await?;
    if args.json {
        let document = serde_json::json!({
            "tree": json::value("GetReferralTreeResponse", &tree)?,
            "referral_value": json::value("ReferralValue", &value)?,
        });
        out::answer(&json::document(&document))?;
    } else {
        out::drawn(&draw(&tree, &value, Terminal::of_stdout()))?;
    }
    Ok(Finish::Fine)
}

async fn fetch(
    client: &Client,
    args: &TreeArgs,
) -> Result<(GetReferralTreeResponse, ReferralValue), Failure> {
    let customer = find::customer(client, &args.customer).await?;
    let customer_id = || customer.customer_id.clone();
    let options = || Some(args.answer.options());
    let tree = client.call(
        GetReferralTreeRequest {
            customer_id: customer_id(),
            options: options(),
            max_levels: args.depth,
            max_nodes: args.limit,
        },
        |request| async { client.quality().get_referral_tree(request).await },
    );
    let value = client.call(
        GetReferralValueRequest {
            customer_id: customer_id(),
            options: options(),
            incremental: false,
        },
        |request| async { client.quality().get_referral_value(request).await },
    );
    let (tree, value) = tokio::try_join!(tree, value)?;
    Ok((tree, value.referral_value.unwrap_or_default()))
}
