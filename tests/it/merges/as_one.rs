//! Facts told under several ids that were merged, in any order, give the answers of facts told under one id. After
//! the merges are taken back, everything is as before.

use customer_quality::pb::v1::{
    Customer, Fact, ReferralValue, ReferrerOrder, Score, ScoreFilter, ScoreOrder, fact::Body,
};
use std::collections::BTreeMap;

use crate::support::{
    app::{self, App},
    ask::{as_of, now},
    book::{Book, micros},
    build::customer,
    portfolio::portfolio,
    random::Random,
};

/// The further ids of those who have some.
fn further(id: &str) -> [String; 2] {
    [format!("{id} old"), format!("an older {id}")]
}

/// Those of the portfolio who have further ids.
const MERGED: [&str; 5] = ["C-00", "C-03", "C-04", "C-11", "C-17"];

/// A book with the same facts, some of them under further ids. With `whole_bills` an invoice and everything
/// received for it keep the same id.
fn split(book: &Book, random: &mut Random, whole_bills: bool) -> Book {
    let mut split = Book {
        customers: book.customers.clone(),
        facts: Vec::new(),
    };
    split
        .customers
        .extend(MERGED.iter().flat_map(|id| further(id)).map(|id| Customer {
            name: "an old name".to_owned(),
            ..customer(&id)
        }));
    let mut bills: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut some_id = |id: &str| -> String {
        let [old, older] = further(id);
        let ids = [id, &old, &older];
        if MERGED.contains(&id) {
            random.pick(&ids).to_owned()
        } else {
            id.to_owned()
        }
    };
    for fact in &book.facts {
        let mut fact: Fact = fact.clone();
        let of = fact.customer_id.clone();
        fact.customer_id = some_id(&of);
        if let Some(number) = number(fact.body.as_ref()).filter(|_| whole_bills) {
            let first = bills
                .entry((of, number))
                .or_insert(fact.customer_id.clone());
            fact.customer_id.clone_from(first);
        }
        if let Some(Body::Referral(referral)) = &mut fact.body {
            referral.referred_customer_id = some_id(&referral.referred_customer_id);
        }
        split.facts.push(fact);
    }
    split
}

fn number(body: Option<&Body>) -> Option<String> {
    match body? {
        Body::Invoice(bill) => Some(bill.invoice_id.clone()),
        Body::Payment(payment) => Some(payment.invoice_id.clone()),
        Body::CreditNote(credit) => Some(credit.invoice_id.clone()),
        _ => None,
    }
}

/// The merges of all further ids, in a random order. Some are chains.
fn merges(random: &mut Random) -> Vec<(String, String)> {
    let mut merges = Vec::new();
    for id in MERGED {
        let [old, older] = further(id);
        let into = if random.below(2) == 0 { id } else { &old };
        merges.push((older.clone(), into.to_owned()));
        merges.push((old, id.to_owned()));
    }
    for last in (1..merges.len()).rev() {
        merges.swap(last, random.below(last as u64 + 1) as usize);
    }
    merges
}

/// What is not about the customer: the times and numbers of the writes.
fn plain(mut score: Score) -> Score {
    let basis = score.basis.as_mut().unwrap();
    basis.customer_revision = 0;
    basis.merged_customer_ids.clear();
    basis.referral_publish_time = None;
    if let Some(portfolio) = basis.portfolio.as_mut() {
        portfolio.publish_time = None;
    }
    score
}

fn plain_value(mut value: ReferralValue) -> ReferralValue {
    let score = Score {
        basis: value.basis.take(),
        ..Score::default()
    };
    value.basis = plain(score).basis;
    value
}

#[tokio::test]
async fn merged_in_any_order_they_are_what_they_would_be_under_one_id() {
    for seed in [1, 2] {
        let mut random = Random(seed);
        let whole = portfolio(seed);
        let parts = split(&whole, &mut random, false);
        let (mut one, mut several) = (app::start().await, app::start().await);
        one.tell(&whole).await;
        several.tell(&parts).await;
        for (id, into) in merges(&mut random) {
            several.merge(&id, &into).await;
        }
        for id in whole.ids() {
            for options in [now(), as_of("2024-03-05T12:00:00Z")] {
                let expected = plain(one.score(&id, options.clone()).await);
                let found = plain(several.score(&id, options.clone()).await);
                assert_eq!(found, expected, "{seed} {id}");
                let expected = plain_value(one.value(&id, options.clone()).await);
                let found = plain_value(several.value(&id, options.clone()).await);
                assert_eq!(found, expected, "{seed} {id}");
            }
        }
        for order in [ScoreOrder::PointsDesc, ScoreOrder::ContributionDesc] {
            let rows = one.standings(ScoreFilter::default(), order, 100).await;
            let found = several.standings(ScoreFilter::default(), order, 100).await;
            assert_eq!(found, rows, "{seed}");
        }
        let rows = one.referrers(ReferrerOrder::CreditedValue, 100).await;
        let found = several.referrers(ReferrerOrder::CreditedValue, 100).await;
        assert_eq!(found, rows, "{seed}");
    }
}

/// The own value of everybody in the lists, and what referrers brought.
async fn sums(app: &mut App) -> (BTreeMap<String, i64>, Vec<(String, i64, i32)>) {
    app.settle().await;
    let rows = app
        .standings(ScoreFilter::default(), ScoreOrder::CustomerId, 100)
        .await;
    let own = rows
        .iter()
        .map(|row| (row.customer_id.clone(), micros(row.own_value.as_ref())));
    let own = own.collect();
    let top = app.referrers(ReferrerOrder::BroughtValue, 100).await;
    let brought = top.iter().map(|row| {
        let value = micros(row.brought_value.as_ref());
        (row.customer_id.clone(), value, row.brought_count)
    });
    (own, brought.collect())
}

#[tokio::test]
async fn sums_are_conserved_and_after_the_merges_are_taken_back_everything_is_as_before() {
    for seed in [4, 5] {
        let mut random = Random(seed);
        let mut app = app::start().await;
        let book = split(&portfolio(seed), &mut random, true);
        app.tell(&book).await;
        let before = sums(&mut app).await;
        let mut merges = merges(&mut random);
        for (id, into) in &merges {
            app.merge(id, into).await;
        }
        let as_one = sums(&mut app).await;
        assert_eq!(as_one.0.len(), before.0.len() - merges.len());
        let total = |own: &BTreeMap<String, i64>| own.values().sum::<i64>();
        assert_eq!(total(&as_one.0), total(&before.0), "{seed}");
        assert_eq!(
            app.store.store.wrong_referral_sums().await.unwrap(),
            [""; 0]
        );
        for last in (1..merges.len()).rev() {
            merges.swap(last, random.below(last as u64 + 1) as usize);
        }
        for (id, into) in &merges {
            app.part(id, into).await;
        }
        assert_eq!(sums(&mut app).await, before, "{seed}");
        let ids = book.ids();
        assert_eq!(app.store.store.differences(&ids).await.unwrap(), []);
        assert_eq!(app.store.store.merge_differences().await.unwrap(), []);
    }
}
