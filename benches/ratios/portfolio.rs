//! An invented portfolio, the same in every run. It has invoiced customers with two to three years of
//! invoices, payments, hours, costs and ratings, one tree of a hundred, and some small trees.

use customer_quality::store::Edge;
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::fact::{
    AssessedRole, Assessment, Body, Cost, CostKind, Effort, EffortBilling, EffortKind, Event, Fact,
    FactKey, Invoice, Negotiation, NegotiationMoment, Referral, Trait, Usage, WalletEstimate,
};
use domain::history::History;
use domain::money::Amount;
use domain::time::{Day, Month, Time, add_days, start_of};

use crate::core_facts::{euro, fact_of, key, payment};
use crate::random::Random;

/// The time of the service's clock: 2026-07-15T12:00:00Z.
pub(crate) const NOW: i64 = 1_784_116_800;

/// The number of customers sent to the service.
pub(crate) const CUSTOMERS: usize = 500;

/// The number of customers that the first customer brought.
pub(crate) const TREE: usize = 100;

/// From this number on, customers brought nobody and nobody brought them.
pub(crate) const FIRST_ALONE: usize = 200;

/// Customers in each of the small trees.
const SMALL_TREE: usize = 5;

const RATED: [Trait; 14] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
    Trait::HasDestination,
    Trait::OpensDoors,
    Trait::GladToHearFrom,
    Trait::RespectsUs,
    Trait::ValuesOurWork,
    Trait::PaysFairPrice,
    Trait::RealisticExpectations,
    Trait::MoodFits,
    Trait::PutsUsFirst,
    Trait::AbleToPay,
];

pub(crate) fn now() -> Time {
    Time::from_timestamp(NOW, 0).expect("a time")
}

pub(crate) fn id(number: usize) -> String {
    format!("C-{number:05}")
}

pub(crate) fn customer(number: usize) -> Customer {
    Customer {
        customer_id: id(number),
        name: String::new(),
        kind: CustomerKind::Business,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: std::collections::BTreeMap::new(),
        prospect: false,
    }
}

/// The referrer of customer `number`.
pub(crate) fn referrer(number: usize) -> Option<usize> {
    match number {
        0 => None,
        // The first customer brought ten customers, and each of these brought nine.
        1..=10 => Some(0),
        11..=TREE => Some(1 + number % 10),
        _ if number >= FIRST_ALONE => None,
        _ => {
            let place = (number - TREE - 1) % SMALL_TREE;
            let root = number - place;
            (place > 0).then_some(if place < 3 { root } else { root + 1 })
        }
    }
}

/// The referral by which customer `number` came.
pub(crate) fn edge(number: usize) -> Option<Edge> {
    referrer(number).map(|by| Edge {
        referrer: id(by),
        referred: id(number),
        occur_time: start_of(add_days(now().date_naive(), -400)),
        would_have_come_anyway_bps: None,
    })
}

/// The tree of `number` with everyone they brought, level by level.
pub(crate) fn members(number: usize, customers: usize) -> Vec<usize> {
    let mut members = vec![number];
    let mut next = 0;
    while let Some(above) = members.get(next).copied() {
        members.extend((0..customers).filter(|below| referrer(*below) == Some(above)));
        next += 1;
    }
    members
}

/// The referrals, as facts of the referrers.
pub(crate) fn referrals(customers: usize) -> Vec<Fact> {
    let fact = |edge: Edge| {
        let key = FactKey {
            customer_id: edge.referrer,
            source: "crm".to_owned(),
            fact_id: format!("referral-{}", edge.referred),
        };
        let referral = Referral {
            referred_customer_id: edge.referred,
            would_have_come_anyway_bps: edge.would_have_come_anyway_bps,
        };
        fact_of(key, edge.occur_time, Body::Referral(referral))
    };
    (0..customers).filter_map(edge).map(fact).collect()
}

/// The history of customer `number` from `facts`.
pub(crate) fn history(number: usize, facts: Vec<Fact>) -> History {
    History::fold(
        customer(number),
        facts.into_iter().map(Event::from).collect(),
    )
}

/// All facts about customer `number`, except referrals.
pub(crate) fn facts(number: usize) -> Vec<Fact> {
    let random = Random(number as u64 * 7_919 + 1);
    let mut teller = Teller {
        customer_id: id(number),
        random,
        facts: Vec::new(),
    };
    let months = 24 + teller.random.below(13) as i32;
    let present = Month::at(now());
    for month in (0..months).rev() {
        teller.month(present.plus(-month).first_day());
    }
    teller.beginning(present.plus(1 - months).first_day());
    teller.ratings();
    teller.facts
}

/// The time at which a fact of a day occurs.
pub(crate) fn morning(day: Day) -> Time {
    start_of(day) + chrono::TimeDelta::hours(9)
}

struct Teller {
    customer_id: String,
    random: Random,
    facts: Vec<Fact>,
}

impl Teller {
    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.random.below((most - least + 1) as u64) as i64
    }

    fn tell(&mut self, day: Day, body: Body) {
        if morning(day) > now() {
            return;
        }
        let key = key(&self.customer_id, &self.facts.len().to_string());
        self.facts.push(fact_of(key, morning(day), body));
    }

    fn money(&mut self, least: i64, most: i64) -> Amount {
        euro(self.between(least, most))
    }

    /// An invoice, usually its payment, hours and costs.
    fn month(&mut self, first: Day) {
        let amount = self.money(400, 4_000);
        let invoice_id = first.to_string();
        let invoice = Invoice {
            invoice_id: invoice_id.clone(),
            amount,
            issue_date: first,
            due_date: add_days(first, 14),
            service: None,
        };
        self.tell(first, Body::Invoice(invoice));
        if self.between(1, 20) > 1 {
            let day = add_days(first, self.between(5, 25));
            self.tell(day, payment(&invoice_id, amount));
        }
        let kinds = [EffortKind::Accounting, EffortKind::Support];
        let billings = [EffortBilling::Included, EffortBilling::Unbilled];
        let effort = Effort {
            seconds: self.between(1, 12) * 900,
            kind: self.random.pick(&kinds),
            billing: self.random.pick(&billings),
        };
        let day = add_days(first, self.between(0, 27));
        self.tell(day, Body::Effort(effort));
        if self.between(1, 3) == 1 {
            let amount = self.money(20, 600);
            let kind = CostKind::Direct;
            let day = add_days(first, self.between(0, 27));
            self.tell(day, Body::Cost(Cost { amount, kind }));
        }
    }

    /// Facts that occur once or seldom.
    fn beginning(&mut self, first: Day) {
        let amount = self.money(200, 5_000);
        let kind = CostKind::Acquisition;
        self.tell(first, Body::Cost(Cost { amount, kind }));
        let negotiation = Negotiation {
            moment: NegotiationMoment::FirstDeal,
            discount_asked_bps: Some(self.between(0, 20) as i32 * 100),
            discount_granted_bps: Some(0),
            rounds: Some(self.between(1, 5) as i32),
            value_recognition: Some(self.between(1, 5) as i32),
        };
        self.tell(first, Body::Negotiation(negotiation));
        for (days, users) in [(-330, 10), (-210, 12), (-90, 14), (-15, 15)] {
            let measures = [("users", users), ("features", users / 2)];
            let measures = measures.map(|(name, value)| (name.to_owned(), value));
            let usage = Usage {
                measures: measures.into(),
            };
            self.tell(add_days(now().date_naive(), days), Body::Usage(usage));
        }
        for days in [-500, -100] {
            let estimate = WalletEstimate {
                our_share_bps: Some(self.between(5, 90) as i32 * 100),
                other_vendor_count: Some(self.between(0, 6) as i32),
            };
            let day = add_days(now().date_naive(), days);
            self.tell(day, Body::WalletEstimate(estimate));
        }
    }

    /// Two people rate each trait, a year apart. Each customer has a mean of their own.
    fn ratings(&mut self) {
        let mean = self.between(2, 5);
        for assessed_trait in RATED {
            for (assessor, days) in [("anna", -420), ("ben", -60)] {
                let rating = (mean + self.between(-1, 1)).clamp(1, 5) as i32;
                let assessment = Assessment {
                    assessed_trait,
                    rating,
                    assessor: assessor.to_owned(),
                    about: AssessedRole::Other,
                    person_key: String::new(),
                    note: "as it felt in the last call".to_owned(),
                };
                let day = add_days(now().date_naive(), days - self.between(0, 20));
                self.tell(day, Body::Assessment(assessment));
            }
        }
    }
}
