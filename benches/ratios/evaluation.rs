//! One evaluation in memory, for customers with few and with many facts, invoiced and purchasing. The floor
//! is the least work of any answer: one pass over the same facts, and encoding the answer.

use std::hint::black_box;
use std::sync::Arc;

use customer_quality::evaluate::{AsOf, Evaluated, Question, Referrals};
use customer_quality::models::ModelChoice;
use customer_quality::portfolio::{Compared, Origin};
use customer_quality::rpc::encoded_score;
use customer_quality::store::Knowledge;
use domain::customer::Customer;
use domain::evaluation::{Case, evaluate};
use domain::fact::{Body, Fact, Invoice};
use domain::history::History;
use domain::model::Model;
use domain::money::Currency;
use domain::time::{Day, Month, add_days};
use domain::tree::Brought;

use crate::core::{figures, model_for, pass};
use crate::core_facts::{euro, fact_of, key, payment, purchase};
use crate::measure::Samples;
use crate::portfolio::{self, FIRST_ALONE, morning, now};
use crate::random::Random;
use crate::report::{self, begin_step};

/// Customers of each kind, evaluated in turn. They are so few that their facts stay in the processor's
/// caches, like facts that were just read.
const CUSTOMERS: usize = 20;

/// The number of times that the evaluation and the floor take turns.
const TURNS: usize = 61;

/// The number of evaluations of each customer in a turn.
const ROUNDS: usize = 10;

/// Invoices of an invoiced customer with few facts. Each is paid.
const INVOICES: i32 = 8;

pub(crate) fn measure() {
    report::heading();
    one_kind("invoiced, 16 facts", &invoiced);
    one_kind("invoiced, 140 facts", &|number| {
        portfolio::facts(FIRST_ALONE + number)
    });
    one_kind("purchasing, 16 facts", &|number| purchasing(number, 16));
    one_kind("purchasing, 140 facts", &|number| purchasing(number, 140));
}

fn one_kind(what: &str, facts: &dyn Fn(usize) -> Vec<Fact>) {
    begin_step();
    let facts: Vec<Vec<Fact>> = (0..CUSTOMERS).map(facts).collect();
    let fold = |(number, facts)| portfolio::history(number, facts);
    let histories: Vec<History> = facts.iter().cloned().enumerate().map(fold).collect();
    let model = Arc::new(model_for(&histories[0]));
    let figures = Arc::new(figures(&histories, Month::at(now()), &model));
    let evaluate = |history| {
        let case = Case {
            history,
            brought: Brought::default(),
            model: &model,
            figures: &figures,
        };
        evaluate(case, now())
    };
    let compared = Compared {
        figures: figures.clone(),
        publication: Some((1, now())),
        origin: Origin::Published,
    };
    let answers: Vec<Evaluated> = histories
        .iter()
        .map(|history| answer(evaluate(history), (&model, &compared)))
        .collect();
    let encode = |(answer, history): (&Evaluated, &History)| encoded(answer, &history.customer);
    let (mut times, mut floor, mut encoding) =
        (Samples::default(), Samples::default(), Samples::default());
    let count = CUSTOMERS * ROUNDS;
    for _ in 0..TURNS {
        times.take(count, || {
            for history in histories.iter().cycle().take(count) {
                black_box(evaluate(black_box(history)));
            }
        });
        floor.take(count, || {
            for _ in 0..ROUNDS {
                black_box(pass(black_box(&facts)));
            }
        });
        encoding.take(count, || {
            for one in answers.iter().zip(&histories).cycle().take(count) {
                black_box(encode(black_box(one)));
            }
        });
    }
    let bytes = encode((&answers[0], &histories[0])).len();
    let both = floor.0.iter().zip(&encoding.0);
    let both = Samples(both.map(|(pass, encode)| pass + encode).collect());
    let what = format!("one evaluation, {what}");
    let against = format!("a pass over them, encoding {bytes} bytes");
    report::line(&what, &against, times.compared_with(&both));
    report::note(&quartiles(&times, &both));
}

fn quartiles(times: &Samples, floor: &Samples) -> String {
    let pairs = times.0.iter().zip(&floor.0);
    let mut ratios: Vec<f64> = pairs.map(|(takes, floor)| takes / floor).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let (low, high) = (ratios[TURNS / 4], ratios[TURNS * 3 / 4]);
    format!("a quarter of the turns below {low:.2}, a quarter above {high:.2}")
}

fn answer(
    evaluation: domain::evaluation::Evaluation,
    (model, compared): (&Arc<Model>, &Compared),
) -> Evaluated {
    Evaluated {
        customer_id: "C-1042".to_owned(),
        merged: Vec::new(),
        evaluation,
        model: Arc::clone(model),
        model_made_later: false,
        revision: 1,
        compared: compared.clone(),
        referrals: Referrals::Nobody,
        next_fact_time: None,
    }
}

fn encoded(answer: &Evaluated, customer: &Customer) -> Vec<u8> {
    let question = Question {
        as_of: AsOf {
            at: now(),
            knowledge: Knowledge::Now,
        },
        models: ModelChoice::Named(answer.model.clone()),
    };
    encoded_score(&customer.customer_id, answer, question, Currency::EUR)
}

/// A customer of a few months, with an invoice and its payment in each.
fn invoiced(number: usize) -> Vec<Fact> {
    let mut random = Random(number as u64 * 7_919 + 1);
    let last = Month::at(now());
    let month = |month: i32| {
        let issue_date = last.plus(-month).first_day();
        let amount = euro(400 + random.below(3_600) as i64);
        let invoice_id = issue_date.to_string();
        let paid = add_days(issue_date, 5 + random.below(20) as i64);
        let invoice = Invoice {
            invoice_id: invoice_id.clone(),
            amount,
            issue_date,
            due_date: add_days(issue_date, 14),
            service: None,
        };
        [
            (issue_date, Body::Invoice(invoice)),
            (paid, payment(&invoice_id, amount)),
        ]
    };
    told(number, (1..=INVOICES).rev().flat_map(month))
}

/// A customer with a number of purchases within two and a half years.
fn purchasing(number: usize, count: i64) -> Vec<Fact> {
    let mut random = Random(number as u64 * 7_919 + 1);
    let sale = |place: i64| {
        let ago = 900 * place / count + 1 + random.below(6) as i64;
        let day = add_days(now().date_naive(), -ago);
        (day, purchase(5 + random.below(115) as i64))
    };
    told(number, (0..count).map(sale))
}

fn told(number: usize, bodies: impl Iterator<Item = (Day, Body)>) -> Vec<Fact> {
    let customer_id = portfolio::id(number);
    let fact = |(place, (day, body)): (usize, (Day, Body))| {
        fact_of(key(&customer_id, &place.to_string()), morning(day), body)
    };
    bodies.enumerate().map(fact).collect()
}
