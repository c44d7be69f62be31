//! `customer-quality card`: one customer on one page. The page starts with the class and its reason. Money
//! and hours, payment, staying, findings, referrals, and the latest words and actions follow. `--full` adds
//! the points.

mod class;
mod draw;
mod heading;
mod money;
mod pays;
mod people;
mod points;
pub(crate) mod recent;
mod speaks;
mod stay;

pub use draw::draw;

use crate::{
    answer_args::AnswerArgs,
    doubt,
    failure::{Failure, Finish},
    find, json, out,
    server::ServerArgs,
    terminal::Terminal,
    words,
};
use client::Client;
use client::pb::v1::{
    Classification, Customer, CustomerStanding, FactKind, GetClassificationRequest,
    GetCustomerRequest, GetReferralTreeRequest, GetReferralValueRequest, GetScoreRequest,
    ListFactsRequest, RecordedFact, ReferralValue, Score, ScoreView,
};

/// The customer to show, and the level of detail.
#[derive(Clone, Debug, clap::Args)]
pub struct CardArgs {
    /// The customer: the id, or the beginning of the name
    pub customer: String,
    /// Show every criterion
    #[arg(long)]
    pub full: bool,
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

/// The data on a card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// The customer's own fields, as they are now.
    pub customer: Customer,
    /// The score.
    pub score: Score,
    /// The class.
    pub classification: Classification,
    /// The value of the customer together with everyone they brought.
    pub referral_value: ReferralValue,
    /// The latest facts about what they said, what we did, and what was taken back of payments and invoices,
    /// newest first.
    pub recent: Vec<RecordedFact>,
    /// The names of the customers they referred directly, the most valuable first.
    pub sent: Vec<String>,
    /// The name of the customer who referred them. Empty if nobody did.
    pub sent_by: String,
}

impl Card {
    /// The customer's standing.
    pub(super) fn standing(&self) -> CustomerStanding {
        let standing = self.classification.standing.clone().unwrap_or_default();
        standing.customer_standing()
    }

    /// Whether they have not bought yet.
    pub(super) fn is_prospect(&self) -> bool {
        self.standing() == CustomerStanding::Prospect
    }
}

/// Runs the command.
pub async fn run(args: &CardArgs) -> Result<Finish, Failure> {
    let client = args.server.connect().await?;
    let customer = find::customer(&client, &args.customer).await?;
    let card = Box::pin(fetch(&client, customer, &args.answer)).await?;
    if args.json {
        out::answer(&json::document(&value(&card)?))?;
    } else {
        let terminal = Terminal::of_stdout();
        let mut text = draw(&card, terminal, args.full);
        if args.answer.is_about_now() {
            text.push_str(&doubt::line(&client, terminal).await);
        }
        out::drawn(&text)?;
    }
    Ok(Finish::Fine)
}

/// Asks the service for everything on the card.
pub async fn fetch(
    client: &Client,
    customer: Customer,
    answer: &AnswerArgs,
) -> Result<Card, Failure> {
    let customer_id = || customer.customer_id.clone();
    let options = || Some(answer.options());
    let view = ScoreView::Full.into();
    let score = client.call(
        GetScoreRequest {
            customer_id: customer_id(),
            options: options(),
            view,
        },
        |request| async { client.quality().get_score(request).await },
    );
    let classification = client.call(
        GetClassificationRequest {
            customer_id: customer_id(),
            options: options(),
        },
        |request| async { client.quality().get_classification(request).await },
    );
    let referral_value = client.call(
        GetReferralValueRequest {
            customer_id: customer_id(),
            options: options(),
            incremental: false,
        },
        |request| async { client.quality().get_referral_value(request).await },
    );
    let recent = client.call(
        ListFactsRequest {
            customer_id: customer_id(),
            kinds: vec![
                FactKind::Voice.into(),
                FactKind::Action.into(),
                FactKind::Departure.into(),
                FactKind::Comeback.into(),
                FactKind::PaymentReturn.into(),
                FactKind::InvoiceVoid.into(),
            ],
            ..ListFactsRequest::default()
        },
        |request| async { client.records().list_facts(request).await },
    );
    let (score, classification, referral_value, recent) =
        tokio::try_join!(score, classification, referral_value, recent)?;
    let score = score.score.unwrap_or_default();
    let asked = score.basis.as_ref().and_then(|basis| basis.as_of_time);
    let recent = recent
        .facts
        .into_iter()
        .filter(|fact| answer.covers(fact, asked.as_ref()));
    let recent = recent.collect();
    let referral_value = referral_value.referral_value.unwrap_or_default();
    let sent = sent(client, &referral_value, answer).await?;
    let sent_by = name(client, &referral_value.referrer_customer_id).await?;
    Ok(Card {
        sent,
        sent_by,
        customer,
        score,
        classification: classification.classification.unwrap_or_default(),
        referral_value,
        recent,
    })
}

/// The names of the customers they referred directly.
async fn sent(
    client: &Client,
    value: &ReferralValue,
    answer: &AnswerArgs,
) -> Result<Vec<String>, Failure> {
    if value.brought_count == 0 {
        return Ok(Vec::new());
    }
    let request = GetReferralTreeRequest {
        customer_id: value.customer_id.clone(),
        options: Some(answer.options()),
        max_levels: 1,
        max_nodes: 0,
    };
    let make = |request| async { client.quality().get_referral_tree(request).await };
    let nodes = client.call(request, make).await?.nodes;
    let below = nodes.into_iter().filter(|node| node.level > 0);
    Ok(below
        .map(|node| words::who(&node.name, &node.customer_id))
        .collect())
}

/// The name and id of a customer. Empty for an empty id.
async fn name(client: &Client, customer_id: &str) -> Result<String, Failure> {
    if customer_id.is_empty() {
        return Ok(String::new());
    }
    let request = GetCustomerRequest {
        customer_id: customer_id.to_owned(),
    };
    let make = |request| async { client.records().get_customer(request).await };
    let customer = client
        .call(request, make)
        .await?
        .customer
        .unwrap_or_default();
    Ok(words::who(&customer.name, customer_id))
}

fn value(card: &Card) -> Result<serde_json::Value, Failure> {
    Ok(serde_json::json!({
        "customer": json::value("Customer", &card.customer)?,
        "score": json::value("Score", &card.score)?,
        "classification": json::value("Classification", &card.classification)?,
        "referral_value": json::value("ReferralValue", &card.referral_value)?,
    }))
}
