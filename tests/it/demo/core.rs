//! The demonstration in the core, without a server. Its facts are folded in the core's types and evaluated
//! with the portfolio figures that they give themselves.
use super::data::Dataset;
use chrono::{DateTime, NaiveDate};
use customer_quality::pb::google_type::{Date, Money};
use customer_quality::pb::v1 as pb;
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::evaluation::{Case, Evaluation, evaluate};
use domain::fact::{self, AssessedRole, Body, Event, Fact, FactKey, Trait};
use domain::history::History;
use domain::model::{Model, SHIPPED};
use domain::money::{Amount, Currency};
use domain::portfolio::{self, PortfolioFigures, boundary_time};
use domain::standing::circumstances;
use domain::stay::share;
use domain::time::{Month, Time};
use domain::tree::{Member, Tree};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// `docs/scoring.md` as one line.
pub(super) fn scoring() -> String {
    let text = include_str!("../../../docs/scoring.md");
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// All customers with their facts.
pub(super) struct Firm {
    histories: BTreeMap<String, History>,
    referrers: BTreeMap<String, (String, Time)>,
}

impl Firm {
    pub(super) fn of(data: &Dataset) -> Self {
        let mut events: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
        let mut referrers = BTreeMap::new();
        for told in &data.facts {
            let fact = fact(told);
            if let Body::Referral(referral) = &fact.body {
                let by = (told.customer_id.clone(), fact.occur_time);
                referrers.insert(referral.referred_customer_id.clone(), by);
            }
            events
                .entry(&told.customer_id)
                .or_default()
                .push(fact.into());
        }
        let histories = data.customers.iter().map(|told| {
            let events = events.remove(told.customer_id.as_str()).unwrap_or_default();
            (
                told.customer_id.clone(),
                History::fold(customer(told), events),
            )
        });
        Self {
            histories: histories.collect(),
            referrers,
        }
    }

    /// All histories by customer.
    pub(super) fn histories(&self) -> impl Iterator<Item = &History> {
        self.histories.values()
    }

    /// The assessments of those whose id begins so, each by the shipped model that applies.
    pub(super) fn evaluate(&self, begin: &str, now: Time) -> BTreeMap<&str, Evaluation> {
        let models: Vec<Model> = SHIPPED
            .iter()
            .filter(|shipped| shipped.active)
            .map(|shipped| Model::parse(shipped.document).unwrap())
            .collect();
        let trees: BTreeMap<&str, Tree<'_>> = self
            .histories
            .keys()
            .map(|id| (id.as_str(), self.tree(id)))
            .collect();
        let model_of = |tree: &Tree<'_>| {
            let view = tree.root().at(now);
            let holds = |m: &&Model| {
                m.applies_when
                    .holds(&circumstances(view, &m.settings.numbers))
            };
            models.iter().find(holds).unwrap()
        };
        let asked = || trees.iter().filter(|(id, _)| id.starts_with(begin));
        let boundary = Month::at(now);
        let of_model: BTreeMap<&str, PortfolioFigures> = models
            .iter()
            .map(|model| (model.id.as_str(), self.figures(boundary, model, &trees)))
            .collect();
        let assessed = asked().map(|(id, tree)| {
            let model = model_of(tree);
            let case = Case {
                history: tree.root(),
                brought: tree.brought(now, boundary, &model.settings),
                model,
                figures: &of_model[model.id.as_str()],
            };
            (*id, evaluate(case, now))
        });
        assessed.collect()
    }

    fn figures(
        &self,
        boundary: Month,
        model: &Model,
        trees: &BTreeMap<&str, Tree<'_>>,
    ) -> PortfolioFigures {
        let then = boundary_time(boundary);
        let member = |(id, tree): (&&str, &Tree<'_>)| {
            let referrer = self.referrers.get(*id);
            portfolio::Member {
                share: share(model, tree.root(), boundary),
                brought: tree
                    .brought(then, boundary, &model.settings)
                    .value_at_boundary,
                is_referred: referrer.is_some_and(|(_, time)| *time <= then),
            }
        };
        let members: Vec<_> = trees.iter().map(member).collect();
        PortfolioFigures::of_all(boundary, &members, None)
    }

    fn tree(&self, id: &str) -> Tree<'_> {
        let member = |id: &str, referrer| Member {
            history: &self.histories[id],
            referrer,
            referral_time: self.referrers.get(id).map(|(_, time)| *time),
            would_have_come_anyway_bps: None,
        };
        let (mut ids, mut members) = (vec![id], vec![member(id, None)]);
        let mut place = 0;
        while place < ids.len() {
            for (brought, (by, _)) in &self.referrers {
                if by == ids[place] {
                    members.push(member(brought, Some(place)));
                    ids.push(brought);
                }
            }
            place += 1;
        }
        Tree::new(members)
    }
}

fn customer(told: &pb::Customer) -> Customer {
    let values = |(key, v): (&String, &pb::AttributeValues)| (key.clone(), v.values.clone());
    let person = told.kind() == pb::CustomerKind::Individual;
    let middleman = told.buys_as() == pb::BuysAs::Middleman;
    Customer {
        customer_id: told.customer_id.clone(),
        name: told.name.clone(),
        kind: if person {
            CustomerKind::Individual
        } else if told.kind() == pb::CustomerKind::Business {
            CustomerKind::Business
        } else {
            CustomerKind::NotGiven
        },
        onboard_date: told.onboard_date.map(day),
        acquisition_source: told.acquisition_source.clone(),
        buys_as: if middleman {
            BuysAs::Middleman
        } else {
            BuysAs::EndUser
        },
        attributes: told.attributes.iter().map(values).collect(),
        prospect: told.prospect,
    }
}

fn fact(told: &pb::Fact) -> Fact {
    let key = FactKey {
        customer_id: told.customer_id.clone(),
        source: told.source.clone(),
        fact_id: told.fact_id.clone(),
    };
    let occur_time = DateTime::from_timestamp(told.occur_time.unwrap().seconds, 0).unwrap();
    let (author, label) = (told.author.clone(), told.label.clone());
    let body = body(told.body.clone().unwrap());
    Fact {
        key,
        occur_time,
        source_record_time: None,
        author,
        label,
        body,
    }
}

fn body(told: pb::fact::Body) -> Body {
    use pb::fact::Body as Told;
    match told {
        Told::Invoice(i) => Body::Invoice(fact::Invoice {
            invoice_id: i.invoice_id,
            amount: amount(i.amount),
            issue_date: day(i.issue_date.unwrap()),
            due_date: day(i.due_date.unwrap()),
            service: i
                .service_start_date
                .zip(i.service_end_date)
                .map(|(first, last)| fact::Service {
                    first: day(first),
                    last: day(last),
                }),
        }),
        Told::Contract(c) => Body::Contract(fact::Contract {
            contract_id: c.contract_id,
            start_date: day(c.start_date.unwrap()),
            end_date: c.end_date.map(day),
            billing_period_months: c.billing_period_months,
            amount: amount(c.amount),
        }),
        Told::Payment(p) => Body::Payment(fact::Payment {
            amount: amount(p.amount),
            invoice_id: p.invoice_id,
        }),
        Told::CreditNote(c) => Body::CreditNote(fact::CreditNote {
            amount: amount(c.amount),
            invoice_id: Some(c.invoice_id).filter(|id| !id.is_empty()),
        }),
        Told::Purchase(p) => Body::Purchase(fact::Purchase {
            amount: amount(p.amount),
        }),
        Told::Cost(c) => Body::Cost(fact::Cost {
            kind: word(c.kind().as_str_name(), "COST_KIND_"),
            amount: amount(c.amount),
        }),
        Told::Effort(e) => Body::Effort(fact::Effort {
            seconds: e.duration.unwrap().seconds,
            kind: word(e.kind().as_str_name(), "EFFORT_KIND_"),
            billing: word(e.billing().as_str_name(), "EFFORT_BILLING_"),
        }),
        Told::Assessment(a) => Body::Assessment(assessment(&a)),
        talk => talked(talk),
    }
}

fn talked(told: pb::fact::Body) -> Body {
    use pb::fact::Body as Told;
    match told {
        Told::Negotiation(n) => Body::Negotiation(fact::Negotiation {
            moment: word(n.moment().as_str_name(), "NEGOTIATION_MOMENT_"),
            discount_asked_bps: n.discount_asked_bps,
            discount_granted_bps: n.discount_granted_bps,
            rounds: n.rounds,
            value_recognition: n.value_recognition,
        }),
        Told::Usage(u) => Body::Usage(fact::Usage {
            measures: u.measures,
        }),
        Told::WalletEstimate(w) => Body::WalletEstimate(fact::WalletEstimate {
            our_share_bps: w.our_share_bps,
            other_vendor_count: w.other_vendor_count,
        }),
        Told::Voice(v) => Body::Voice(fact::Voice {
            kind: word(v.kind().as_str_name(), "VOICE_KIND_"),
            words: v.words,
        }),
        Told::Action(a) => Body::Action(fact::Action {
            kind: word(a.kind().as_str_name(), "ACTION_KIND_"),
            by: a.by,
            note: a.note,
            outcome: a.outcome,
        }),
        Told::Referral(r) => Body::Referral(fact::Referral {
            referred_customer_id: r.referred_customer_id,
            would_have_come_anyway_bps: r.would_have_come_anyway_bps,
        }),
        Told::Departure(d) => Body::Departure(fact::Departure {
            ended_by: word(d.ended_by().as_str_name(), "ENDED_BY_"),
            reason: d.reason,
        }),
        Told::Comeback(c) => Body::Comeback(fact::Comeback { reason: c.reason }),
        other => panic!("{other:?}"),
    }
}

fn assessment(told: &pb::Assessment) -> fact::Assessment {
    let assessed_trait: Trait = word(told.assessed_trait().as_str_name(), "TRAIT_");
    let about = match told.about() {
        pb::AssessedRole::Unspecified if assessed_trait.is_owners() => AssessedRole::Owner,
        pb::AssessedRole::Unspecified => AssessedRole::Other,
        role => word(role.as_str_name(), "ASSESSED_ROLE_"),
    };
    fact::Assessment {
        assessed_trait,
        rating: told.rating,
        assessor: told.assessor.clone(),
        about,
        person_key: told.person_key.clone(),
        note: told.note.clone(),
    }
}

/// The core's word of the same name.
fn word<T: DeserializeOwned>(name: &str, prefix: &str) -> T {
    let word = name.strip_prefix(prefix).unwrap().to_owned();
    serde_json::from_value(word.into()).unwrap()
}

fn amount(money: Option<Money>) -> Amount {
    let money = money.unwrap();
    let micros = money.units * 1_000_000 + i64::from(money.nanos) / 1_000;
    Amount::reporting_currency(micros, Currency::parse(&money.currency_code).unwrap())
}

fn day(date: Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.year, date.month as u32, date.day as u32).unwrap()
}
