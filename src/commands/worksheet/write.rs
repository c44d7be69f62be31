//! Writes the sheet.

use std::collections::BTreeSet;

use crate::{
    day,
    failure::Failure,
    find,
    import::directory,
    name::sort_key,
    sheet::{BYTE_ORDER_MARK, SheetArgs},
    top::{
        choice::numbers,
        scores::{self, Wanted},
    },
    words,
    worksheet::{
        WriteArgs,
        answers::{OWN_SORT, QUESTIONS, WHY},
    },
};
use client::Client;
use client::pb::v1::{Customer, CustomerClass, CustomerStanding, ScoreFilter, ScoreOrder};

/// Fetches the customers and writes their sheet.
pub async fn written(client: &Client, args: &WriteArgs) -> Result<String, Failure> {
    let mut customers = if args.customers.is_empty() {
        all_named(client, args).await?
    } else {
        named(client, &args.customers).await?
    };
    customers.sort_by_cached_key(|(id, name)| {
        let name = if name.is_empty() { id } else { name };
        (sort_key(name), id.clone())
    });
    let sheet = sheet(
        &customers,
        args.assessor.as_deref().unwrap_or_default(),
        &day::today(),
        args.sheet,
    )?;
    Ok(format!("{BYTE_ORDER_MARK}{sheet}"))
}

async fn named(client: &Client, texts: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut customers = vec![];
    for text in texts {
        let customer = find::customer(client, text).await?;
        customers.push((customer.customer_id, customer.name));
    }
    Ok(customers)
}

/// All names of the chosen classes. Past customers appear only on request.
async fn all_named(client: &Client, args: &WriteArgs) -> Result<Vec<(String, String)>, Failure> {
    let of_class = if args.class.is_empty() {
        None
    } else {
        Some(of_class(client, args).await?)
    };
    let mut customers = directory::customers(client).await?;
    customers.retain(|customer| {
        let is_past = customer.standing() == CustomerStanding::Past;
        let ids = of_class.as_ref();
        (args.past || !is_past) && ids.is_none_or(|ids| ids.contains(&customer.customer_id))
    });
    let row = |customer: Customer| {
        let name = with_mark(&customer);
        (customer.customer_id, name)
    };
    Ok(customers.into_iter().map(row).collect())
}

async fn of_class(client: &Client, args: &WriteArgs) -> Result<BTreeSet<String>, Failure> {
    let filter = ScoreFilter {
        classes: numbers::<_, CustomerClass>(&args.class),
        ..ScoreFilter::default()
    };
    let wanted = Wanted {
        filter,
        order: ScoreOrder::CustomerId,
        most: usize::MAX,
        page_token: String::new(),
    };
    let list = scores::fetch(client, &wanted).await?;
    Ok(list.scores.into_iter().map(|row| row.customer_id).collect())
}

/// The name, with a remark for a customer who is not active today.
fn with_mark(customer: &Customer) -> String {
    let mark = match customer.standing() {
        CustomerStanding::Past => "past",
        CustomerStanding::Prospect => "prospect",
        CustomerStanding::Quiet => "quiet",
        _ => return customer.name.clone(),
    };
    format!("{} ({mark})", customer.name)
        .trim_start()
        .to_owned()
}

/// The sheet for these ids and names, as CSV. The last two headings hold the assessor and the day.
pub fn sheet(
    customers: &[(String, String)],
    assessor: &str,
    date: &str,
    form: SheetArgs,
) -> Result<String, Failure> {
    let own_sort = format!("{OWN_SORT} (good / OK / bad)");
    let (assessor, date) = (format!("assessor: {assessor}"), format!("date: {date}"));
    let mut header = vec!["customer_id", "name", &own_sort, WHY];
    header.extend(QUESTIONS.iter().map(|question| question.heading));
    header.extend([assessor.trim_end(), &date]);
    let row = |(customer_id, name): &(String, String)| {
        let mut row = vec![String::new(); header.len()];
        row[0].clone_from(customer_id);
        row[1] = words::harmless(name);
        row
    };
    let rows: Vec<Vec<String>> = customers.iter().map(row).collect();
    form.without_mark(&header, &rows)
}
