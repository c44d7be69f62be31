//! The gaps in the service business's data are planted, and it has customers of every sort.
use super::data::{SEEDS, firm};
use super::generator::business;
use super::ledger::{Account, accounts};
use customer_quality::pb::v1::{BuysAs, CustomerKind, EndedBy, fact::Body};
use std::collections::BTreeMap;

fn per_year(group: &[&Account], last: i32, count: impl Fn(&Account) -> usize) -> f64 {
    let counted: usize = group.iter().map(|a| count(a)).sum();
    counted as f64 / group.iter().map(|a| a.months(last) / 12.0).sum::<f64>()
}

#[test]
fn bad_customers_are_assessed_less_often() {
    for seed in SEEDS {
        let (accounts, last) = accounts(seed);
        let mut rated: Vec<&Account> = accounts
            .iter()
            .filter(|a| a.months(last) > 6.0 && !a.ratings.is_empty())
            .collect();
        let mean = |a: &Account| f64::from(a.ratings.iter().sum::<i32>()) / a.ratings.len() as f64;
        rated.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        let third = rated.len() / 3;
        let often = |group: &[&Account]| per_year(group, last, |a| a.ratings.len());
        let ratio = often(&rated[..third]) / often(&rated[rated.len() - third..]);
        assert!((0.2..=0.65).contains(&ratio), "seed {seed}: {ratio}");
    }
}

#[test]
fn wallets_are_estimated_by_size_and_not_by_how_good_they_are() {
    for seed in SEEDS {
        let (accounts, last) = accounts(seed);
        let old: Vec<&Account> = accounts.iter().filter(|a| a.months(last) > 6.0).collect();
        let small = |a: &Account| {
            a.customer.kind() == CustomerKind::Individual
                || a.customer
                    .attributes
                    .get("size")
                    .is_some_and(|s| s.values == ["small"])
        };
        let often = |group: &[&Account]| per_year(group, last, |a| a.wallet_count);
        let (few, many): (Vec<&Account>, Vec<&Account>) = old.into_iter().partition(|a| small(a));
        let by_size = often(&few) / often(&many);
        assert!((0.15..=0.6).contains(&by_size), "seed {seed}: {by_size}");
        let late = |a: &Account| {
            let (late, due) = a.late_of_due(last);
            late > 0.4 * due
        };
        let (bad, good): (Vec<&Account>, Vec<&Account>) = many.into_iter().partition(|a| late(a));
        let by_kind = often(&bad) / often(&good);
        assert!((0.7..=1.4).contains(&by_kind), "seed {seed}: {by_kind}");
    }
}

#[test]
fn customers_of_every_sort_are_among_them() {
    let data = firm(business::SEED);
    assert_eq!(data.customers.len(), 83);
    assert!(
        (12_000..=18_000).contains(&data.facts.len()),
        "{}",
        data.facts.len()
    );
    let count = |wanted: &dyn Fn(&customer_quality::pb::v1::Customer) -> bool| {
        data.customers.iter().filter(|c| wanted(c)).count()
    };
    assert_eq!(count(&|c| c.kind() == CustomerKind::Individual), 6);
    assert!(count(&|c| c.buys_as() == BuysAs::Middleman) >= 3);
    assert!(
        count(&|c| c.attributes.contains_key("billing")) >= 6,
        "billed by the year"
    );
    assert_eq!(count(&|c| c.onboard_date.is_none()), 5, "prospects");
    let mut left: BTreeMap<i32, usize> = BTreeMap::new();
    let mut comebacks = 0;
    let mut costs: BTreeMap<&str, i64> = BTreeMap::new();
    for fact in &data.facts {
        match fact.body.as_ref().unwrap() {
            Body::Departure(d) => *left.entry(d.ended_by).or_default() += 1,
            Body::Comeback(_) => comebacks += 1,
            Body::Cost(c) if c.kind == 2 => {
                let by = data
                    .customers
                    .iter()
                    .find(|c| c.customer_id == fact.customer_id);
                let source = by.unwrap().acquisition_source.as_str();
                *costs.entry(source).or_default() += c.amount.as_ref().unwrap().units;
            }
            _ => {}
        }
    }
    assert!(left[&(EndedBy::Them as i32)] >= 8);
    assert_eq!(
        (
            left[&(EndedBy::Us as i32)],
            left[&(EndedBy::Circumstance as i32)]
        ),
        (2, 2)
    );
    assert_eq!(comebacks, 1);
    assert!(
        costs.len() >= 7 && costs.values().all(|c| *c > 0),
        "{costs:?}"
    );
}
