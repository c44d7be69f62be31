//! `customer-quality card`: one customer on one page. First the class with its reason, then money and hours,
//! how they pay, whether they stay, what speaks for and against them, whom they sent, what was said and
//! done; the points with `--full`.

mod class;
mod draw;
mod money;
mod pays;
mod people;
mod points;
mod speaks;
mod stay;
mod told;

pub use draw::draw;

use serde_json::json;

use crate::{
    cli::{
        asked::AnswerArgs,
        client::{Client, ServerArgs},
        failure::{Failure, Finish},
        json::{self, Json},
        out,
        paper::Paper,
    },
    pb::v1::{
        Classification, Customer, CustomerStanding, FactKind, GetClassificationRequest,
        GetCustomerRequest, GetReferralValueRequest, GetScoreRequest, ListFactsRequest,
        RecordedFact, ReferralValue, Score, ScoreView,
    },
};

/// Whose card, and how much of it.
#[derive(Clone, Debug, clap::Args)]
pub struct CardArgs {
    /// The customer's id
    pub customer_id: String,
    /// Show every criterion
    #[arg(long)]
    pub full: bool,
    /// Print the answers of the service as JSON
    #[arg(long)]
    pub json: bool,
    /// When and by which model.
    #[command(flatten)]
    pub answer: AnswerArgs,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// What a card shows.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// The customer's own fields, as they are now.
    pub customer: Customer,
    /// The score.
    pub score: Score,
    /// The class.
    pub classification: Classification,
    /// What they are worth with everyone they brought.
    pub referral_value: ReferralValue,
    /// Their last words and what was done, newest first.
    pub told: Vec<RecordedFact>,
}

impl Card {
    /// Where they stand.
    pub(super) fn standing(&self) -> CustomerStanding {
        let standing = self.classification.standing.clone().unwrap_or_default();
        standing.customer_standing()
    }

    /// Whether they are no customer yet.
    pub(super) fn is_prospect(&self) -> bool {
        self.standing() == CustomerStanding::Prospect
    }
}

/// Runs the command.
pub async fn run(args: &CardArgs) -> Result<Finish, Failure> {
    let client = Client::connect(&args.server).await?;
    let card = fetch(&client, &args.customer_id, &args.answer).await?;
    if args.json {
        out::answer(&json::document(&value(&card)?))?;
    } else {
        out::answer(&draw(&card, Paper::of_stdout(), args.full))?;
    }
    Ok(Finish::Fine)
}

/// Asks the service for everything that the card shows.
pub async fn fetch(
    client: &Client,
    customer_id: &str,
    answer: &AnswerArgs,
) -> Result<Card, Failure> {
    let customer_id = || customer_id.to_owned();
    let options = || Some(answer.options());
    let view = ScoreView::Full.into();
    let customer = client.ask(
        GetCustomerRequest {
            customer_id: customer_id(),
        },
        |request| async { client.records().get_customer(request).await },
    );
    let score = client.ask(
        GetScoreRequest {
            customer_id: customer_id(),
            options: options(),
            view,
        },
        |request| async { client.quality().get_score(request).await },
    );
    let classification = client.ask(
        GetClassificationRequest {
            customer_id: customer_id(),
            options: options(),
        },
        |request| async { client.quality().get_classification(request).await },
    );
    let referral_value = client.ask(
        GetReferralValueRequest {
            customer_id: customer_id(),
            options: options(),
        },
        |request| async { client.quality().get_referral_value(request).await },
    );
    let told = client.ask(
        ListFactsRequest {
            customer_id: customer_id(),
            kinds: vec![FactKind::Voice.into(), FactKind::Action.into()],
            ..ListFactsRequest::default()
        },
        |request| async { client.records().list_facts(request).await },
    );
    let (customer, score, classification, referral_value, told) =
        tokio::try_join!(customer, score, classification, referral_value, told)?;
    Ok(Card {
        customer: customer.customer.unwrap_or_default(),
        score: score.score.unwrap_or_default(),
        classification: classification.classification.unwrap_or_default(),
        referral_value: referral_value.referral_value.unwrap_or_default(),
        told: told
            .facts
            .into_iter()
            .filter(|fact| answer.covers(fact))
            .collect(),
    })
}

fn value(card: &Card) -> Result<serde_json::Value, Failure> {
    let json = Json::new()?;
    Ok(json!({
        "customer": json.value("Customer", &card.customer)?,
        "score": json.value("Score", &card.score)?,
        "classification": json.value("Classification", &card.classification)?,
        "referral_value": json.value("ReferralValue", &card.referral_value)?,
    }))
}
