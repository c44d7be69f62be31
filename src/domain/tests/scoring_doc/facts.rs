//! The facts of the worked example, as the document lists them.

use super::document::{Row, day, millionths, noon, table};
use domain::customer::{BuysAs, Customer};
use domain::fact::{
    AssessedRole, Assessment, Body, Cost, CreditNote, Effort, Event, Fact, FactKey, Invoice,
    Negotiation, Payment, Purchase, Referral, Service, Trait, Usage, WalletEstimate,
};
use domain::history::History;
use domain::money::{Amount, Currency};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The histories of the example's customers, by id.
pub(crate) fn histories() -> BTreeMap<String, History> {
    let rows = table("facts");
    let mut events: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for row in &rows {
        let fact = fact(row);
        let told = events.entry(fact.key.customer_id.clone()).or_default();
        told.push(fact.into());
    }
    let customer = |row: &Row| {
        let id = row.text("customer").to_owned();
        let customer = Customer {
            customer_id: id.clone(),
            name: row.text("name").to_owned(),
            kind: named(row.text("kind")),
            onboard_date: row.some("onboard date").map(day),
            acquisition_source: String::new(),
            buys_as: BuysAs::EndUser,
            attributes: BTreeMap::new(),
            prospect: false,
        };
        let history = History::fold(customer, events.remove(&id).unwrap());
        (id, history)
    };
    table("customers").iter().map(customer).collect()
}

/// The facts of one customer.
pub(crate) fn facts_of(customer_id: &str) -> Vec<Fact> {
    let facts = table("facts").iter().map(fact).collect::<Vec<_>>();
    facts
        .into_iter()
        .filter(|fact| fact.key.customer_id == customer_id)
        .collect()
}

pub(crate) fn fact(row: &Row) -> Fact {
    Fact {
        key: FactKey {
            customer_id: row.text("customer").to_owned(),
            source: "example".to_owned(),
            fact_id: row.text("fact").to_owned(),
        },
        occur_time: noon(row.text("occurred")),
        source_record_time: None,
        author: String::new(),
        label: String::new(),
        body: body(row.text("kind"), &Fields::of(row.text("fields"))),
    }
}

/// `key=value` pairs.
struct Fields<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Self {
        let pairs = text.split_whitespace();
        Self(pairs.map(|pair| pair.split_once('=').unwrap()).collect())
    }

    fn some(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied()
    }

    fn text(&self, name: &str) -> &'a str {
        self.some(name)
            .unwrap_or_else(|| panic!("`{name}` is missing in {:?}", self.0))
    }

    fn amount(&self) -> Amount {
        let currency = Currency::parse("EUR").unwrap();
        Amount::reporting_currency(millionths(self.text("amount")), currency)
    }

    fn number(&self, name: &str) -> Option<i32> {
        self.some(name).map(|text| text.parse().unwrap())
    }
}

/// The value of an enum by its name.
pub(crate) fn named<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_value(serde_json::Value::from(name)).unwrap()
}

fn body(kind: &str, fields: &Fields<'_>) -> Body {
    match kind {
        "invoice" => Body::Invoice(invoice(fields)),
        "payment" => Body::Payment(Payment {
            invoice_id: fields.text("invoice_id").to_owned(),
            amount: fields.amount(),
        }),
        "credit_note" => Body::CreditNote(CreditNote {
            invoice_id: fields.some("invoice_id").map(str::to_owned),
            amount: fields.amount(),
        }),
        "purchase" => Body::Purchase(Purchase {
            amount: fields.amount(),
        }),
        "cost" => Body::Cost(Cost {
            amount: fields.amount(),
            kind: named(fields.text("kind")),
        }),
        "effort" => Body::Effort(Effort {
            seconds: fields
                .text("duration")
                .trim_end_matches('s')
                .parse()
                .unwrap(),
            kind: named(fields.text("kind")),
            billing: named(fields.text("billing")),
        }),
        _ => words(kind, fields),
    }
}

fn invoice(fields: &Fields<'_>) -> Invoice {
    let service = fields.some("service_start_date").map(|first| Service {
        first: day(first),
        last: day(fields.text("service_end_date")),
    });
    Invoice {
        invoice_id: fields.text("invoice_id").to_owned(),
        amount: fields.amount(),
        issue_date: day(fields.text("issue_date")),
        due_date: day(fields.text("due_date")),
        service,
    }
}

fn words(kind: &str, fields: &Fields<'_>) -> Body {
    match kind {
        "negotiation" => Body::Negotiation(Negotiation {
            moment: named(fields.text("moment")),
            discount_asked_bps: fields.number("discount_asked_bps"),
            discount_granted_bps: fields.number("discount_granted_bps"),
            rounds: fields.number("rounds"),
            value_recognition: fields.number("value_recognition"),
        }),
        "usage" => {
            let measures = fields.0.iter();
            let measures = measures.map(|(name, value)| ((*name).into(), value.parse().unwrap()));
            Body::Usage(Usage {
                measures: measures.collect(),
            })
        }
        "assessment" => {
            let assessed_trait: Trait = named(fields.text("assessed_trait"));
            Body::Assessment(Assessment {
                assessed_trait,
                rating: fields.number("rating").unwrap(),
                assessor: fields.text("assessor").to_owned(),
                about: if assessed_trait.is_owners() {
                    AssessedRole::Owner
                } else {
                    AssessedRole::Other
                },
                person_key: String::new(),
                note: String::new(),
            })
        }
        "wallet_estimate" => Body::WalletEstimate(WalletEstimate {
            our_share_bps: fields.number("our_share_bps"),
            other_vendor_count: fields.number("other_vendor_count"),
        }),
        "referral" => Body::Referral(Referral {
            referred_customer_id: fields.text("referred_customer_id").to_owned(),
            would_have_come_anyway_bps: fields.number("would_have_come_anyway_bps"),
        }),
        other => panic!("no such kind of fact in the example: {other}"),
    }
}
