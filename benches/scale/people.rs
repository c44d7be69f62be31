//! Invented customers, the same in every run. Some get invoices and others buy. Most have 16 facts, some
//! have 140. Another customer brought three of ten, and a third of these are in one tree.

use chrono::TimeDelta;
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{Assessment, CostKind, EffortBilling, EffortKind, Fact};
use domain::time::{Day, add_days, start_of};
use prost_types::Timestamp;

use crate::bodies::{self, bill, buy, pay, spend, work};
use crate::random::Random;

/// The number of customers recorded through the service. All others are copies of them under other ids.
pub(crate) const RECORDED: usize = 10_000;

/// The length of the chain at the top of the large tree, before it spreads.
const CHAIN: usize = 30;

/// The most trees of a hundred beside the large tree. All further trees have eight.
const HUNDREDS: usize = 10;

/// One customer in this number has 140 facts.
const LONG_EVERY: usize = 50;

#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    pub(crate) size: usize,
}

/// The sort of a customer: one with invoices, one who buys, or one with 140 facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Invoiced,
    Buyer,
    Long,
}

pub(crate) fn id(number: usize) -> String {
    format!("C-{number:07}")
}

pub(crate) fn sort(number: usize) -> Sort {
    let template = number % RECORDED;
    if template % LONG_EVERY == LONG_EVERY - 1 {
        Sort::Long
    } else if template.is_multiple_of(2) {
        Sort::Invoiced
    } else {
        Sort::Buyer
    }
}

impl People {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size: size.max(2_000),
        }
    }

    /// The number of customers that the first customer brought, at every level.
    pub(crate) fn tree(self) -> usize {
        self.size / 10
    }

    /// The first customer of the trees of a hundred.
    fn first_hundred(self) -> usize {
        self.tree() + 1
    }

    fn hundreds(self) -> usize {
        HUNDREDS.min(self.size / 1_000)
    }

    fn first_eight(self) -> usize {
        self.first_hundred() + self.hundreds() * 101
    }

    /// From this number on, customers brought nobody and nobody brought them.
    pub(crate) fn first_alone(self) -> usize {
        let brought = self.tree() + self.hundreds() * 100;
        let rest = (self.size * 3 / 10).saturating_sub(brought);
        self.first_eight() + rest / 8 * 9
    }

    /// The referrer of customer `number`.
    pub(crate) fn referrer(self, number: usize) -> Option<usize> {
        if number <= self.tree() {
            return match number {
                0 => None,
                1..=CHAIN => Some(number - 1),
                _ => Some((number - CHAIN - 1) / 3 + CHAIN / 2),
            };
        }
        if number < self.first_eight() {
            let place = (number - self.first_hundred()) % 101;
            let root = number - place;
            return match place {
                0 => None,
                1..=10 => Some(root),
                _ => Some(root + place % 10 + 1),
            };
        }
        if number >= self.first_alone() {
            return None;
        }
        let place = (number - self.first_eight()) % 9;
        (place > 0).then(|| number - place)
    }

    /// The customers who brought a hundred.
    pub(crate) fn brought_hundred(self) -> Vec<usize> {
        let roots = (0..self.hundreds()).map(|tree| self.first_hundred() + tree * 101);
        roots.collect()
    }

    /// The customers in `wanted` who brought eight.
    pub(crate) fn brought_eight(self, wanted: Sort) -> Vec<usize> {
        let roots = (self.first_eight()..self.first_alone()).step_by(9);
        roots.filter(|number| sort(*number) == wanted).collect()
    }

    /// The customers in `wanted` who brought nobody and whom nobody brought.
    pub(crate) fn alone(self, wanted: Sort) -> Vec<usize> {
        let alone = self.first_alone()..self.size;
        alone.filter(|number| sort(*number) == wanted).collect()
    }
}

/// All facts about customer `number`, except referrals, as seen on `today`.
pub(crate) fn facts(number: usize, today: Day) -> Vec<Fact> {
    let mut random = Random(number as u64 * 7_919 + 1);
    let mut teller = Teller {
        // One in four has not bought for a while. Most of these never buy again.
        last: if random.below(4) == 0 {
            40 + random.below(600) as i64
        } else {
            random.below(40) as i64
        },
        scale: 1 + random.below(20) as i64,
        number,
        today,
        random,
        facts: Vec::new(),
    };
    match sort(number) {
        Sort::Invoiced => teller.invoiced(5),
        Sort::Buyer => teller.buyer(),
        Sort::Long => {
            teller.invoiced(36);
            teller.support(38);
            teller.ratings(24);
        }
    }
    teller.facts
}

/// A fact about `customer_id` that occurred in the morning of `day`.
pub(crate) fn fact(customer_id: &str, source: &str, fact_id: &str, day: Day, body: Body) -> Fact {
    let occur_time = Timestamp {
        seconds: (start_of(day) + TimeDelta::hours(9)).timestamp(),
        nanos: 0,
    };
    Fact {
        author: "anna".to_owned(),
        ..bodies::fact(customer_id, source, fact_id, occur_time, body)
    }
}

struct Teller {
    number: usize,
    today: Day,
    /// Days since the last sale.
    last: i64,
    /// How much they buy.
    scale: i64,
    random: Random,
    facts: Vec<Fact>,
}

impl Teller {
    fn tell(&mut self, days: i64, body: Body) {
        let day = add_days(self.today, -(days.max(1)));
        let fact_id = self.facts.len().to_string();
        self.facts
            .push(fact(&id(self.number), "books", &fact_id, day, body));
    }

    fn units(&mut self, least: u64, most: u64) -> i64 {
        (least + self.random.below(most - least)) as i64 * self.scale
    }

    /// A number of monthly invoices with their payments, the cost of winning the customer, three hours and
    /// two ratings.
    fn invoiced(&mut self, invoices: i64) {
        let first = self.last + 30 * invoices;
        let won = spend(CostKind::Acquisition, self.units(20, 200));
        self.tell(first, won);
        for number in 0..invoices {
            let days = self.last + 30 * (invoices - number - 1);
            let units = self.units(40, 400);
            let invoice_id = number.to_string();
            let issued = add_days(self.today, -(days.max(1)));
            let due = add_days(issued, 14).to_string();
            self.tell(days, bill(&invoice_id, units, &issued.to_string(), &due));
            let late = self.random.below(25) as i64;
            self.tell((days - late).max(1), pay(&invoice_id, units));
        }
        self.support(3);
        self.ratings(2);
    }

    /// Twelve sales, two costs and two ratings.
    fn buyer(&mut self) {
        for number in 0..12 {
            let days = self.last + 21 * number;
            let sale = buy(self.units(5, 90));
            self.tell(days, sale);
        }
        for kind in [CostKind::Acquisition, CostKind::Direct] {
            let cost = spend(kind, self.units(2, 40));
            self.tell(self.last + 60, cost);
        }
        self.ratings(2);
    }

    fn support(&mut self, times: u64) {
        for _ in 0..times {
            let days = self.last + self.random.below(300) as i64;
            let minutes = (1 + self.random.below(8) as i64) * 15;
            let effort = work(EffortKind::Support, EffortBilling::Unbilled, minutes);
            self.tell(days, effort);
        }
    }

    /// Ratings, trait by trait, around a mean.
    fn ratings(&mut self, times: i32) {
        let mean = 2 + self.random.below(4) as i32;
        for place in 0..times {
            let assessment = Assessment {
                assessed_trait: 1 + place % 14,
                rating: (mean + self.random.below(3) as i32 - 1).clamp(1, 5),
                assessor: if place < 14 { "anna" } else { "ben" }.to_owned(),
                about: 4,
                note: "as it felt in the last call".to_owned(),
                ..Assessment::default()
            };
            let days = self.last + 30 + self.random.below(90) as i64;
            self.tell(days, Body::Assessment(assessment));
        }
    }
}
