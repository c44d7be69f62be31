//! Writes the sheet.

use std::collections::BTreeMap;

use crate::{
    cli::{
        client::Client,
        day,
        failure::Failure,
        words,
        worksheet::{
            WriteArgs,
            answers::{OWN_SORT, QUESTIONS, WHY},
        },
    },
    pb::v1::{
        CustomerClass, CustomerStatus, GetCustomerRequest, ListCustomersRequest, ListScoresRequest,
        ScoreFilter, ScoreOrder,
    },
};

/// Fetches the customers and writes their sheet.
pub(super) async fn run(client: &Client, args: &WriteArgs) -> Result<String, Failure> {
    let customers = if !args.customer_ids.is_empty() {
        named(client, &args.customer_ids).await?
    } else if args.class.is_empty() {
        active(client, &[]).await?
    } else {
        let classes: Vec<CustomerClass> = args.class.iter().map(|name| (*name).into()).collect();
        active(client, &classes).await?
    };
    sheet(
        &customers,
        args.assessor.as_deref().unwrap_or_default(),
        &day::today(),
    )
}

async fn named(client: &Client, ids: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut customers = vec![];
    for customer_id in ids {
        let request = GetCustomerRequest {
            customer_id: customer_id.clone(),
        };
        let make = |request| async { client.records().get_customer(request).await };
        let customer = client
            .ask(request, make)
            .await?
            .customer
            .unwrap_or_default();
        customers.push((customer_id.clone(), customer.name));
    }
    Ok(customers)
}

/// Everyone who is a customer today, and of one of these classes if any are given.
async fn active(
    client: &Client,
    classes: &[CustomerClass],
) -> Result<Vec<(String, String)>, Failure> {
    let of_classes = if classes.is_empty() {
        None
    } else {
        Some(of_classes(client, classes).await?)
    };
    let mut customers = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListCustomersRequest {
            page_size: 1000,
            page_token,
            customer_id_prefix: String::new(),
        };
        let make = |request| async { client.records().list_customers(request).await };
        let page = client.ask(request, make).await?;
        for customer in page.customers {
            let wanted = of_classes
                .as_ref()
                .is_none_or(|ids| ids.contains_key(&customer.customer_id));
            if wanted && customer.status() == CustomerStatus::Active {
                customers.push((customer.customer_id, customer.name));
            }
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(customers);
        }
    }
}

async fn of_classes(
    client: &Client,
    classes: &[CustomerClass],
) -> Result<BTreeMap<String, CustomerClass>, Failure> {
    let classes = classes.iter().map(|class| i32::from(*class)).collect();
    let filter = ScoreFilter {
        classes,
        ..ScoreFilter::default()
    };
    let mut ids = BTreeMap::new();
    let mut page_token = String::new();
    loop {
        let request = ListScoresRequest {
            filter: Some(filter.clone()),
            order: ScoreOrder::CustomerId.into(),
            page_size: 1000,
            page_token,
        };
        let make = |request| async { client.quality().list_scores(request).await };
        let page = client.ask(request, make).await?;
        ids.extend(page.scores.into_iter().map(|score| {
            let class = score.customer_class();
            (score.customer_id, class)
        }));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(ids);
        }
    }
}

/// The sheet for these ids and names, as CSV. The last two headings hold who fills it in and when.
pub fn sheet(
    customers: &[(String, String)],
    assessor: &str,
    date: &str,
) -> Result<String, Failure> {
    let told = |error: csv::Error| Failure::told(format!("cannot write the sheet: {error}"));
    let own_sort = format!("{OWN_SORT} (good / OK / bad)");
    let (assessor, date) = (format!("assessor: {assessor}"), format!("date: {date}"));
    let mut header = vec!["customer_id", "name", &own_sort, WHY];
    header.extend(QUESTIONS.iter().map(|question| question.heading));
    header.extend([assessor.trim_end(), &date]);
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(&header).map_err(told)?;
    for (customer_id, name) in customers {
        let name = words::harmless(name);
        let mut row = vec![""; header.len()];
        row[0] = customer_id;
        row[1] = &name;
        writer.write_record(&row).map_err(told)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::told(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::told(error.to_string()))
}
