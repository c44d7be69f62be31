//! Short ways to write customers, facts and figures for tests. Amounts are in whole currency units.

use domain::customer::{BuysAs, Customer, CustomerKind, Peers};
use domain::evaluation::{Case, Evaluation, evaluate};
use domain::fact::{
    Action, ActionKind, AssessedRole, Assessment as Rating, Body, Comeback, Contract, Cost,
    CostKind, CreditNote, Departure, Effort, EffortBilling, EffortKind, EndedBy, Event, Fact,
    FactKey, Invoice, InvoiceVoid, Negotiation, NegotiationMoment, Payment, PaymentReturn,
    Purchase, Referral, Trait, Usage, WalletEstimate,
};
use domain::finding::Finding;
use domain::history::History;
use domain::model::{Model, Question, SHIPPED};
use domain::money::{Amount, Currency, UNIT};
use domain::portfolio::{Basis, PortfolioFigures, RecordedKind};
use domain::time::{Day, Month, Time, start_of};
use domain::tree::{Brought, Tree};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `2026-07-31`.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Noon of `2026-07-31`, or `2026-07-31T10:30:00Z`.
pub(crate) fn time(text: &str) -> Time {
    if text.len() == 10 {
        return start_of(day(text)) + chrono::TimeDelta::hours(12);
    }
    text.parse().unwrap()
}

pub(crate) fn euros(units: i64) -> Amount {
    Amount::reporting_currency(units * UNIT, Currency::parse("EUR").unwrap())
}

static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let parsed = SHIPPED.iter().map(|one| Model::parse(one.document));
    parsed.collect::<Result<_, _>>().unwrap()
});

/// One of the shipped models.
pub(crate) fn model(id: &str) -> Model {
    let found = MODELS.iter().find(|model| model.id == id);
    found.unwrap().clone()
}

/// A shipped model whose document sets numbers otherwise.
pub(crate) fn with(id: &str, numbers: &[(&str, &str)]) -> Model {
    let line = format!("\nid: {id}\n");
    let whole = SHIPPED.iter().find(|one| one.document.contains(&line));
    let document = numbers.iter().fold(
        whole.unwrap().document.to_owned(),
        |document, (name, value)| set(&document, name, value),
    );
    Model::parse(&document).unwrap()
}

/// The document with the number `name` set to `value`.
pub(crate) fn set(document: &str, name: &str, value: &str) -> String {
    let start = format!("  {name}: ");
    assert!(
        document.lines().any(|line| line.starts_with(&start)),
        "{name}"
    );
    let lines = document.lines().map(|line| {
        if line.starts_with(&start) {
            format!("{start}{value}\n")
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

pub(crate) fn shipped() -> &'static [Model] {
    &MODELS
}

/// A customer and what was told about them.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) customer: Customer,
    pub(crate) facts: Vec<Fact>,
}

pub(crate) fn business() -> Told {
    named("c", CustomerKind::Business)
}

pub(crate) fn person() -> Told {
    named("p", CustomerKind::Individual)
}

pub(crate) fn named(id: &str, kind: CustomerKind) -> Told {
    Told {
        customer: Customer {
            customer_id: id.to_owned(),
            name: String::new(),
            kind,
            onboard_date: None,
            acquisition_source: String::new(),
            buys_as: BuysAs::EndUser,
            attributes: BTreeMap::new(),
            prospect: false,
        },
        facts: Vec::new(),
    }
}

impl Told {
    pub(crate) fn since(mut self, date: &str) -> Self {
        self.customer.onboard_date = Some(day(date));
        self
    }

    pub(crate) fn told(mut self, when: &str, body: Body) -> Self {
        let fact_id = format!("{:05}", self.facts.len());
        let customer_id = self.customer.customer_id.clone();
        self.facts
            .push(fact(&customer_id, &fact_id, time(when), body));
        self
    }

    pub(crate) fn invoice(self, id: &str, issued: &str, due: &str, units: i64) -> Self {
        let invoice = Invoice {
            invoice_id: id.to_owned(),
            amount: euros(units),
            issue_date: day(issued),
            due_date: day(due),
            service: None,
        };
        self.told(issued, Body::Invoice(invoice))
    }

    pub(crate) fn paid(self, id: &str, when: &str, units: i64) -> Self {
        let payment = Payment {
            invoice_id: id.to_owned(),
            amount: euros(units),
        };
        self.told(when, Body::Payment(payment))
    }

    pub(crate) fn paid_back(self, id: &str, when: &str, units: i64) -> Self {
        let back = PaymentReturn {
            invoice_id: id.to_owned(),
            amount: euros(units),
            reason: String::new(),
        };
        self.told(when, Body::PaymentReturn(back))
    }

    pub(crate) fn voided(self, id: &str, when: &str) -> Self {
        let void = InvoiceVoid {
            invoice_id: id.to_owned(),
            reason: String::new(),
        };
        self.told(when, Body::InvoiceVoid(void))
    }

    /// An invoice paid on a day.
    pub(crate) fn billed(self, id: &str, issued: &str, due: &str, paid: &str) -> Self {
        self.invoice(id, issued, due, 1000).paid(id, paid, 1000)
    }

    pub(crate) fn credited(self, id: Option<&str>, when: &str, units: i64) -> Self {
        let credit = CreditNote {
            invoice_id: id.map(str::to_owned),
            amount: euros(units),
        };
        self.told(when, Body::CreditNote(credit))
    }

    pub(crate) fn contract(self, start: &str, end: Option<&str>, months: i32) -> Self {
        let contract = Contract {
            contract_id: "k".to_owned(),
            start_date: day(start),
            end_date: end.map(day),
            billing_period_months: months,
            amount: euros(100),
        };
        self.told(start, Body::Contract(contract))
    }

    pub(crate) fn bought(self, when: &str, units: i64) -> Self {
        let amount = euros(units);
        self.told(when, Body::Purchase(Purchase { amount }))
    }

    pub(crate) fn cost(self, when: &str, kind: CostKind, units: i64) -> Self {
        let amount = euros(units);
        self.told(when, Body::Cost(Cost { amount, kind }))
    }

    pub(crate) fn minutes(
        self,
        when: &str,
        minutes: i64,
        kind: EffortKind,
        billing: EffortBilling,
    ) -> Self {
        let effort = Effort {
            seconds: minutes * 60,
            kind,
            billing,
        };
        self.told(when, Body::Effort(effort))
    }

    pub(crate) fn support(self, when: &str, minutes: i64, billing: EffortBilling) -> Self {
        self.minutes(when, minutes, EffortKind::Support, billing)
    }

    pub(crate) fn rated(self, when: &str, assessor: &str, subject: Trait, rating: i32) -> Self {
        self.told(when, rating_body(assessor, subject, rating, ""))
    }

    pub(crate) fn used(self, when: &str, measure: &str, value: i64) -> Self {
        let measures = BTreeMap::from([(measure.to_owned(), value)]);
        self.told(when, Body::Usage(Usage { measures }))
    }

    pub(crate) fn wallet(self, when: &str, bps: Option<i32>, vendors: Option<i32>) -> Self {
        let wallet = WalletEstimate {
            our_share_bps: bps,
            other_vendor_count: vendors,
        };
        self.told(when, Body::WalletEstimate(wallet))
    }

    pub(crate) fn negotiated(
        self,
        when: &str,
        moment: NegotiationMoment,
        (asked, rounds, recognition): (Option<i32>, Option<i32>, Option<i32>),
    ) -> Self {
        let talk = Negotiation {
            moment,
            discount_asked_bps: asked,
            discount_granted_bps: None,
            rounds,
            value_recognition: recognition,
        };
        self.told(when, Body::Negotiation(talk))
    }

    pub(crate) fn referred(self, when: &str, whom: &str) -> Self {
        let referral = Referral {
            referred_customer_id: whom.to_owned(),
            would_have_come_anyway_bps: None,
        };
        self.told(when, Body::Referral(referral))
    }

    pub(crate) fn left(self, when: &str) -> Self {
        let departure = Departure {
            ended_by: EndedBy::Them,
            reason: String::new(),
        };
        self.told(when, Body::Departure(departure))
    }

    pub(crate) fn came_back(self, when: &str) -> Self {
        let reason = String::new();
        self.told(when, Body::Comeback(Comeback { reason }))
    }

    pub(crate) fn did(self, when: &str, kind: ActionKind) -> Self {
        let action = Action {
            kind,
            by: "ann".to_owned(),
            note: String::new(),
            outcome: String::new(),
        };
        self.told(when, Body::Action(action))
    }

    pub(crate) fn history(&self) -> History {
        let events = self.facts.iter().cloned().map(Event::from);
        History::fold(self.customer.clone(), events.collect())
    }

    /// The answer at `at` by `model`, compared with [`usual`] figures.
    pub(crate) fn evaluated(&self, model: &Model, at: &str) -> Evaluation {
        alone(&self.history(), model, time(at), usual)
    }
}

pub(crate) fn fact(customer_id: &str, fact_id: &str, occur_time: Time, body: Body) -> Fact {
    Fact {
        key: FactKey {
            customer_id: customer_id.to_owned(),
            source: "test".to_owned(),
            fact_id: fact_id.to_owned(),
        },
        occur_time,
        source_record_time: None,
        author: String::new(),
        label: String::new(),
        body,
    }
}

pub(crate) fn rating_body(
    assessor: &str,
    assessed_trait: Trait,
    rating: i32,
    person: &str,
) -> Body {
    Body::Assessment(Rating {
        assessed_trait,
        rating,
        assessor: assessor.to_owned(),
        about: AssessedRole::Owner,
        person_key: person.to_owned(),
        note: String::new(),
    })
}

/// A portfolio in which everything is recorded, the median customer is worth 1,000 and the top fifth
/// begins at 5,000.
pub(crate) fn usual(boundary: Month, peers: Peers) -> Basis {
    Basis {
        customer_count: 100,
        contribution_cutoff: Some(5_000 * UNIT),
        brought_cutoff: Some(5_000 * UNIT),
        median_value: Some(1_000 * UNIT),
        mean_acquisition_cost: 100 * UNIT,
        recorded: RecordedKind::ALL.into(),
        ..Basis::empty(boundary, peers)
    }
}

/// The figures of `boundary` of both groups.
pub(crate) fn both(boundary: Month, figures: impl Fn(Month, Peers) -> Basis) -> PortfolioFigures {
    PortfolioFigures {
        invoiced: figures(boundary, Peers::Invoiced),
        purchasing: figures(boundary, Peers::Purchasing),
    }
}

/// The answer for a tree.
pub(crate) fn of_tree(
    tree: &Tree<'_>,
    model: &Model,
    at: Time,
    figures: impl Fn(Month, Peers) -> Basis,
) -> Evaluation {
    let boundary = Month::at(at);
    let case = Case {
        history: tree.root(),
        brought: tree.brought(at, boundary, &model.settings),
        model,
        figures: &both(boundary, figures),
    };
    evaluate(case, at)
}

/// The answer for a customer who brought nobody.
pub(crate) fn alone(
    history: &History,
    model: &Model,
    at: Time,
    figures: impl Fn(Month, Peers) -> Basis,
) -> Evaluation {
    let case = Case {
        history,
        brought: Brought::default(),
        model,
        figures: &both(Month::at(at), figures),
    };
    evaluate(case, at)
}

/// What the answer says to `question`.
pub(crate) fn found(answer: &Evaluation, question: Question) -> &Finding {
    answer.findings.get(question).unwrap()
}
