//! All customers, grouped into lists by class.

use crate::sorted::agreement::Agreement;
use client::pb::v1::{CustomerClass, ListScoresResponse, ScoreSummary};

/// The lists in their order. A customer without any class counts as not sorted, as does a customer about
/// whom too little is known.
const ORDER: [CustomerClass; 5] = [
    CustomerClass::Ideal,
    CustomerClass::Good,
    CustomerClass::Ok,
    CustomerClass::Bad,
    CustomerClass::InsufficientData,
];

/// Customers by class, and the figures about all of them.
#[derive(Clone, Debug)]
pub struct Lists {
    /// The lists and the customers on each.
    pub lists: Vec<(CustomerClass, Vec<ScoreSummary>)>,
    /// The number of customers in each class, shown or not.
    pub counts: Vec<(CustomerClass, usize)>,
    /// How the owner's own sorts agree with the numbers.
    pub agreement: Agreement,
    /// The number of customers who wait for an evaluation.
    pub waiting: i32,
}

impl Lists {
    /// Groups a response by class. The order within a list stays.
    pub fn of(response: ListScoresResponse) -> Self {
        let agreement = Agreement::of(&response.scores);
        let mut lists: Vec<_> = ORDER.iter().map(|class| (*class, vec![])).collect();
        for row in response.scores {
            let class = match row.customer_class() {
                CustomerClass::Unspecified => CustomerClass::InsufficientData,
                class => class,
            };
            if let Some((_, rows)) = lists.iter_mut().find(|(own, _)| *own == class) {
                rows.push(row);
            }
        }
        let counts = lists.iter().map(|(class, rows)| (*class, rows.len()));
        Self {
            counts: counts.collect(),
            lists,
            agreement,
            waiting: response.waiting_count,
        }
    }

    /// The same lists with at most `most` customers each.
    #[must_use]
    pub fn first(&self, most: usize) -> Self {
        let mut shorter = self.clone();
        for (_, rows) in &mut shorter.lists {
            rows.truncate(most);
        }
        shorter
    }

    /// All customers in the order of the lists, as a message of the wire.
    pub fn response(&self) -> ListScoresResponse {
        let rows = self.lists.iter().flat_map(|(_, rows)| rows).cloned();
        ListScoresResponse {
            scores: rows.collect(),
            next_page_token: String::new(),
            waiting_count: self.waiting,
        }
    }

    /// Whether all lists are empty.
    pub fn is_empty(&self) -> bool {
        self.lists.iter().all(|(_, rows)| rows.is_empty())
    }
}
