//! A small random-looking portfolio with every kind of fact, from January 2022 to June 2024. All facts are
//! valid by the contract's rules.

use customer_quality::pb::v1::{
    Action, ActionKind, AttributeValues, CostKind, CreditNote, EffortBilling, EffortKind, Invoice,
    NegotiationMoment, Payment, Purchase, Trait, Voice, VoiceKind, fact::Body,
};
use prost_types::Timestamp;

use super::{
    book::{
        Book, TRAITS, come_back, contract, day, deal, leave, micro_euro, rate, refer, spend, usage,
        wallet, work,
    },
    random::Random,
};

/// 2022-01-01, in seconds since 1970.
const FIRST: i64 = 1_640_995_200;
/// Days until the end of June 2024.
const DAYS: u64 = 912;
const DAY: i64 = 86_400;

/// Ten customers with invoices, seven who buy over the counter, and two with only what people said about
/// them.
pub(crate) fn portfolio(seed: u64) -> Book {
    let mut teller = Teller {
        random: Random(seed),
        book: Book::default(),
    };
    for number in 0..19 {
        teller.customer(number);
    }
    for number in 0..19 {
        let id = teller.book.customers[number].customer_id.clone();
        match number {
            0..10 => teller.invoices(&id),
            10..17 => teller.purchases(&id),
            _ => {}
        }
        teller.costs(&id);
        teller.talk(&id);
        teller.partings(&id);
        if number > 0 && teller.random.below(10) < 6 {
            let above = teller.random.below(number as u64) as usize;
            let referrer = teller.book.customers[above].customer_id.clone();
            let anyway = [None, Some(0), Some(2_500), Some(10_000)];
            let anyway = teller.random.pick(&anyway);
            let (_, time) = teller.moment();
            teller.book.tell_at(time, &referrer, refer(&id, anyway));
        }
    }
    teller.book
}

struct Teller {
    random: Random,
    book: Book,
}

impl Teller {
    /// A number from `least` to `most`.
    fn from(&mut self, least: i64, most: i64) -> i64 {
        least + self.random.below((most - least + 1) as u64) as i64
    }

    /// Any time of any day, with the day.
    fn moment(&mut self) -> (i64, Timestamp) {
        let day = self.random.below(DAYS) as i64;
        (day, self.on(day))
    }

    /// Any time of a day, at most the last day.
    fn on(&mut self, day: i64) -> Timestamp {
        let second = self.random.below(DAY as u64) as i64;
        Timestamp {
            seconds: FIRST + day.clamp(0, DAYS as i64 - 1) * DAY + second,
            nanos: 1_000 * self.random.below(1_000_000) as i32,
        }
    }

    fn customer(&mut self, number: usize) {
        let id = format!("C-{number:02}");
        if number % 3 == 2 {
            self.book.person(&id);
        } else {
            self.book.business(&id);
        }
        let known_since = self.random.below(DAYS) as i64;
        let is_told = self.random.below(3) == 0;
        let source = self.random.pick(&["fair", "website", ""]);
        let region = self.random.pick(&["north", "south"]);
        if let Some(customer) = self.book.customers.last_mut() {
            customer.name = format!("Customer {number}");
            customer.onboard_date = if is_told { date(known_since) } else { None };
            source.clone_into(&mut customer.acquisition_source);
            let values = vec![region.to_owned()];
            let region = AttributeValues { values };
            customer.attributes.insert("region".to_owned(), region);
        }
    }

    fn invoices(&mut self, id: &str) {
        let customer_amount = self.from(80_000_000, 3_000_000_000);
        for number in 0..self.from(4, 14) {
            let invoice_id = format!("R-{number}");
            let issued = self.random.below(DAYS) as i64;
            let due = issued + self.random.pick(&[0, 14, 30]);
            let amount = self.from(customer_amount / 2, customer_amount);
            let service = match self.random.below(4) {
                0 => {
                    let first = issued + self.from(-60, 30);
                    Some((first, first + self.from(0, 200)))
                }
                // Issued more than a year after the service was done.
                1 if number == 3 => Some((issued - 400, issued - 300)),
                _ => None,
            };
            let invoice = Invoice {
                invoice_id: invoice_id.clone(),
                amount: micro_euro(amount),
                issue_date: date(issued),
                due_date: date(due),
                service_start_date: service.and_then(|(first, _)| date(first)),
                service_end_date: service.and_then(|(_, last)| date(last)),
                exchange_rate: String::new(),
            };
            let told = self.random.pick(&[issued, issued, issued, issued + 5]);
            let time = self.on(told);
            self.book.tell_at(time, id, Body::Invoice(invoice));
            self.receipts(id, &invoice_id, due, amount);
        }
        if self.random.below(2) == 0 {
            let months = self.random.pick(&[1, 3, 12]);
            let (_, time) = self.moment();
            let body = contract("V-1", "2022-01-01", months, 500);
            self.book.tell_at(time, id, body);
        }
    }

    fn receipts(&mut self, id: &str, invoice_id: &str, due: i64, amount: i64) {
        let paid = match self.random.below(10) {
            0 => vec![],
            1 => vec![amount / 3],
            2 => vec![amount / 2, amount - amount / 2],
            3 => vec![amount + 7_000_000],
            _ => vec![amount],
        };
        for part in paid.into_iter().filter(|part| *part > 0) {
            let day = due + self.from(-12, 40);
            let time = self.on(day);
            let payment = Payment {
                invoice_id: invoice_id.to_owned(),
                amount: micro_euro(part),
                exchange_rate: String::new(),
            };
            self.book.tell_at(time, id, Body::Payment(payment));
        }
        if self.random.below(6) == 0 {
            let day = due + self.from(-20, 60);
            let time = self.on(day);
            let share = self.random.pick(&[5, 2, 1]);
            let note = CreditNote {
                invoice_id: invoice_id.to_owned(),
                amount: micro_euro(amount / share),
                exchange_rate: String::new(),
            };
            self.book.tell_at(time, id, Body::CreditNote(note));
        }
    }

    fn purchases(&mut self, id: &str) {
        for number in 0..self.from(3, 25) {
            let (_, time) = self.moment();
            let amount = self.random.pick(&[0, 19_990_000, 45_000_000, 310_123_456]);
            let purchase = Purchase {
                amount: micro_euro(amount),
                exchange_rate: String::new(),
            };
            self.book.tell_at(time, id, Body::Purchase(purchase));
            if number % 9 == 8 {
                let (_, time) = self.moment();
                let refund = CreditNote {
                    amount: micro_euro(12_500_000),
                    ..CreditNote::default()
                };
                self.book.tell_at(time, id, Body::CreditNote(refund));
            }
        }
    }

    fn costs(&mut self, id: &str) {
        for _ in 0..self.from(0, 12) {
            let kinds = [CostKind::Direct, CostKind::Acquisition, CostKind::Gift];
            let (kind, units) = (self.random.pick(&kinds), self.from(0, 400));
            let (_, time) = self.moment();
            self.book.tell_at(time, id, spend(kind, units));
        }
        for _ in 0..self.from(0, 30) {
            let kind = self.random.pick(&[
                EffortKind::Accounting,
                EffortKind::Support,
                EffortKind::Delivery,
                EffortKind::Rework,
            ]);
            let billing = self.random.pick(&[
                EffortBilling::Billed,
                EffortBilling::Included,
                EffortBilling::Unbilled,
            ]);
            let minutes = self.from(1, 600);
            let (_, time) = self.moment();
            self.book.tell_at(time, id, work(kind, billing, minutes));
        }
    }

    fn talk(&mut self, id: &str) {
        for _ in 0..self.from(0, 30) {
            let others = [Trait::KnowsTheWay, Trait::PaysOnTime, Trait::OwnSort];
            let what = match self.random.below(8) {
                0 => self.random.pick(&others),
                _ => self.random.pick(&TRAITS),
            };
            let (rating, who) = (self.from(1, 5), self.random.pick(&["anna", "ben", "carl"]));
            let (_, time) = self.moment();
            self.book.tell_at(time, id, rate(what, rating as i32, who));
        }
        for _ in 0..self.from(0, 3) {
            let moment = self.random.pick(&[
                NegotiationMoment::FirstDeal,
                NegotiationMoment::Renewal,
                NegotiationMoment::InvoiceQuestioned,
            ]);
            let asked = self.from(0, 4_000) as i32;
            let (rounds, value) = (self.from(1, 8) as i32, self.from(1, 5) as i32);
            let (_, time) = self.moment();
            self.book
                .tell_at(time, id, deal(moment, asked, rounds, value));
        }
        for _ in 0..self.from(0, 6) {
            let measures = [("users", self.from(0, 40)), ("features", self.from(1, 9))];
            let (_, time) = self.moment();
            self.book.tell_at(time, id, usage(&measures));
            let estimate = wallet(
                Some(self.from(0, 10_000) as i32),
                Some(self.from(0, 6) as i32),
            );
            let (_, time) = self.moment();
            self.book.tell_at(time, id, estimate);
        }
        let (_, time) = self.moment();
        let voice = Voice {
            kind: VoiceKind::Wish.into(),
            words: "do our payroll too".to_owned(),
        };
        self.book.tell_at(time, id, Body::Voice(voice));
        let (_, time) = self.moment();
        let action = Action {
            kind: ActionKind::Called.into(),
            by: "anna".to_owned(),
            ..Action::default()
        };
        self.book.tell_at(time, id, Body::Action(action));
    }

    fn partings(&mut self, id: &str) {
        if self.random.below(10) < 4 {
            let (_, time) = self.moment();
            self.book.tell_at(time, id, leave());
        }
        if self.random.below(10) < 2 {
            let (_, time) = self.moment();
            self.book.tell_at(time, id, come_back());
        }
    }
}

fn date(day_number: i64) -> Option<customer_quality::pb::google_type::Date> {
    let first: domain::time::Day = "2022-01-01".parse().unwrap();
    day(&domain::time::add_days(first, day_number).to_string())
}
