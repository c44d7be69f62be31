//! The service's full answer about one customer, word for word: the joiner of docs/scoring.md, among five
//! neighbours.

use std::fmt::Write;

use customer_quality::pb::{
    google_type::{Date, Money},
    v1::{
        Classification, CostKind, CriterionScore, Customer, CustomerClass, EffortBilling,
        EffortKind, EvidenceState, Finding, Invoice, NegotiationMoment, PaymentOutlook, Question,
        Reason, Score, SixMonthAnswer, Standing, Trait, fact::Body,
    },
};

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, bill, buy, day, deal, euro, pay, rate, refer, spend, usage, wallet, work},
    build::customer,
};

/// The example of docs/scoring.md.
fn joiner() -> Book {
    let mut book = Book::default();
    book.customers.push(Customer {
        name: "Hofmann Joinery".to_owned(),
        onboard_date: day("2025-02-03"),
        ..customer("joiner")
    });
    book.business("bakery");
    book.business("florist");
    book.neighbours();
    money(&mut book);
    talk(&mut book);
    book
}

fn money(book: &mut Book) {
    let spent_time = [
        (
            "2025-06-20",
            EffortKind::Accounting,
            EffortBilling::Unbilled,
            90,
        ),
        (
            "2025-09-15",
            EffortKind::Support,
            EffortBilling::Included,
            300,
        ),
        (
            "2025-10-20",
            EffortKind::Delivery,
            EffortBilling::Billed,
            1_800,
        ),
    ];
    for (day, kind, billing, minutes) in spent_time {
        book.tell(day, "joiner", work(kind, billing, minutes));
    }
    for (day, kind, units) in [
        ("2025-01-25", CostKind::Acquisition, 900),
        ("2025-10-05", CostKind::Direct, 4_800),
        ("2025-12-15", CostKind::Gift, 60),
    ] {
        book.tell(day, "joiner", spend(kind, units));
    }
    let half_year = Body::Invoice(Invoice {
        invoice_id: "I-2".to_owned(),
        amount: euro(7_200),
        issue_date: day("2026-01-02"),
        due_date: day("2026-02-01"),
        service_start_date: day("2026-01-01"),
        service_end_date: day("2026-06-30"),
        exchange_rate: String::new(),
    });
    for (day, body) in [
        ("2025-10-01", bill("I-1", 7_500, "2025-10-01", "2025-10-31")),
        ("2025-10-30", pay("I-1", 3_750)),
        ("2025-11-20", pay("I-1", 3_750)),
        ("2026-01-02", half_year),
        ("2026-01-30", pay("I-2", 7_200)),
        ("2026-04-01", bill("I-3", 1_500, "2026-04-01", "2026-05-01")),
        ("2026-04-29", pay("I-3", 1_500)),
    ] {
        book.tell(day, "joiner", body);
    }
    book.tell("2025-11-10", "bakery", buy(9_000));
    book.tell("2026-02-20", "florist", buy(1_500));
}

fn talk(book: &mut Book) {
    for (day, body) in [
        ("2025-01-20", deal(NegotiationMoment::FirstDeal, 800, 2, 4)),
        ("2025-05-01", rate(Trait::ValuesOurWork, 3, "anna")),
        ("2025-05-10", wallet(None, Some(4))),
        ("2025-08-01", usage(&[("users", 8), ("features", 4)])),
        ("2025-11-01", rate(Trait::GladToHearFrom, 4, "ben")),
        ("2025-11-03", refer("bakery", Some(2_500))),
        ("2026-04-20", wallet(Some(5_500), Some(3))),
        ("2026-05-01", rate(Trait::LooksAhead, 4, "anna")),
        ("2026-05-01", rate(Trait::Delegates, 2, "anna")),
        ("2026-05-01", rate(Trait::GladToHearFrom, 5, "anna")),
        ("2026-05-01", rate(Trait::RespectsUs, 4, "anna")),
        ("2026-05-01", rate(Trait::ValuesOurWork, 4, "anna")),
        ("2026-05-20", usage(&[("users", 11), ("features", 4)])),
    ] {
        book.tell(day, "joiner", body);
    }
    book.tell("2026-02-10", "bakery", refer("florist", None));
}

async fn app_with_joiner() -> App {
    let mut app = app::start().await;
    app.clock.set("2026-06-15T12:00:00Z".parse().unwrap());
    app.tell(&joiner()).await;
    app
}

fn amount(money: Option<&Money>) -> String {
    money.map_or_else(
        || "-".to_owned(),
        |money| format!("{}.{:06}", money.units, (money.nanos / 1_000).abs()),
    )
}

fn date(date: Option<&Date>) -> String {
    date.map_or_else(
        || "-".to_owned(),
        |date| format!("{}-{:02}-{:02}", date.year, date.month, date.day),
    )
}

fn criterion(one: &CriterionScore) -> String {
    let value = one
        .value
        .map_or(String::new(), |value| format!(", {value} {}", one.unit));
    let state = match one.state() {
        EvidenceState::Observed => "",
        EvidenceState::Missing => ", missing",
        _ => ", does not apply",
    };
    format!(
        "{} {} of {}{state}{value}, worth {}, {} facts: {}: {}",
        one.criterion_id,
        one.points,
        one.max_points,
        one.curve_value,
        one.evidence_count,
        one.reason_code,
        one.sentence
    )
}

fn reasons(page: &mut String, title: &str, reasons: &[Reason]) {
    for one in reasons {
        writeln!(
            page,
            "{title}: {} {:+} {}: {}",
            one.criterion_id, one.points_from_half, one.reason_code, one.sentence
        )
        .unwrap();
    }
}

fn questions(page: &mut String, questions: &[Question]) {
    for one in questions {
        let (id, most) = (&one.criterion_id, one.max_points);
        writeln!(page, "ask: {id}, up to {most}: {}", one.sentence).unwrap();
    }
}

fn explained(score: &Score) -> String {
    let mut page = led(
        score.standing.as_ref(),
        score.customer_class(),
        &score.class_sentence,
    );
    writeln!(
        page,
        "{}: {:?} points, coverage {}",
        score.customer_id, score.points, score.coverage
    )
    .unwrap();
    let answers = score.answers.as_ref().unwrap();
    for (asked, answer) in [
        ("do we want them", &answers.want),
        ("will they stay", &answers.stay),
        ("how long", &answers.how_long),
        ("disagree", &answers.disagree),
    ] {
        writeln!(page, "{asked}: {answer}").unwrap();
    }
    for pillar in &score.pillars {
        writeln!(
            page,
            "\n{}: {} of {}, coverage {}",
            pillar.name, pillar.points, pillar.max_points, pillar.coverage
        )
        .unwrap();
        for one in &pillar.criteria {
            writeln!(page, "  {}", criterion(one)).unwrap();
        }
    }
    page.push('\n');
    reasons(&mut page, "up", &score.top_up);
    reasons(&mut page, "down", &score.top_down);
    questions(&mut page, &score.ask_next);
    let sub = score.sub_scores.unwrap();
    writeln!(
        page,
        "six months {:?}, how long {:?}, want them {:?}",
        sub.six_months, sub.how_long, sub.want_them
    )
    .unwrap();
    page.push_str(&stay(score.lasts_six_months.as_ref().unwrap()));
    let trend = score.trend.unwrap();
    writeln!(
        page,
        "trend {:?} from {:?}",
        trend.change, trend.points_before
    )
    .unwrap();
    page.push_str(&accounts(score));
    page
}

/// The first lines of every answer.
fn led(standing: Option<&Standing>, class: CustomerClass, sentence: &str) -> String {
    let stands = &standing.unwrap().sentence;
    format!("{stands}\n{class:?}: {sentence}\n")
}

fn stay(six: &SixMonthAnswer) -> String {
    let first = six.first_six_months.unwrap();
    format!(
        "money {:?}, owner {:?}, {:?} {:?}: {}\nday {}: money {:?}, owner {:?}, over {}\n",
        six.money(),
        six.owner(),
        six.prediction_method(),
        six.still_customer_probability,
        six.sentence,
        first.day,
        first.money(),
        first.owner(),
        first.over
    )
}

fn asked(page: &mut String, findings: &[Finding]) {
    for one in findings {
        let decides = if one.decides_class {
            ""
        } else {
            ", decides nothing"
        };
        writeln!(
            page,
            "{:?} {:?}{decides}: {}\n  {}",
            one.question(),
            one.answer(),
            one.words,
            one.sentence
        )
        .unwrap();
    }
}

fn paid(outlook: &PaymentOutlook) -> String {
    format!(
        "pays {:?}: {} of {} on time, usually {:?} days late, open {}, overdue {} for {} days, \
         next late {:?}: {}\n",
        outlook.verdict(),
        outlook.on_time_count,
        outlook.due_count,
        outlook.usual_days_late,
        amount(outlook.open.as_ref()),
        amount(outlook.overdue.as_ref()),
        outlook.oldest_overdue_days,
        outlook.next_late_probability,
        outlook.sentence
    )
}

fn accounts(score: &Score) -> String {
    let money = score.economics.as_ref().unwrap();
    let mut page = format!("since {}\n", date(money.window_start_date.as_ref()));
    for (name, value) in [
        ("revenue", &money.revenue),
        ("direct cost", &money.direct_cost),
        ("effort cost", &money.effort_cost),
        ("late cost", &money.late_cost),
        ("gifts", &money.gift_cost),
        ("contribution", &money.contribution),
        ("per hour", &money.contribution_per_hour),
        ("realised value", &money.realised_value),
        ("overdue", &money.overdue),
        ("left out", &money.left_out),
        ("revenue to date", &money.revenue_to_date),
        ("an hour costs", &money.hour_cost),
        ("and is billed at", &money.hour_price),
    ] {
        writeln!(page, "{name} {}", amount(value.as_ref())).unwrap();
    }
    let (minutes, unbilled) = (money.minutes, money.unbilled_minutes);
    writeln!(page, "{minutes} minutes, {unbilled} given away").unwrap();
    let basis = score.basis.as_ref().unwrap();
    let portfolio = basis.portfolio.as_ref().unwrap();
    writeln!(
        page,
        "by {} {}, {:?}, {:?}, among {} at {}: median {}, top fifth {} and {}",
        basis.model_id,
        basis.model_version,
        basis.mode(),
        basis.standing(),
        portfolio.customer_count,
        date(portfolio.boundary_date.as_ref()),
        amount(portfolio.median_value.as_ref()),
        amount(portfolio.top_fifth_contribution.as_ref()),
        amount(portfolio.top_fifth_brought.as_ref()),
    )
    .unwrap();
    page
}

fn reasoned(class: &Classification) -> String {
    let mut page = led(
        class.standing.as_ref(),
        class.customer_class(),
        &class.sentence,
    );
    for step in &class.steps {
        let (id, after) = (&step.rule_id, step.customer_class());
        writeln!(page, "step {id} to {after:?}: {}", step.sentence).unwrap();
    }
    if let Some(own) = &class.own_sort {
        let (class, agree) = (class.class_by_numbers(), own.numbers_agree);
        writeln!(page, "{}; numbers {class:?}, agree {agree}", own.sentence).unwrap();
    }
    asked(&mut page, &class.findings);
    page.push_str(&paid(class.payment_outlook.as_ref().unwrap()));
    if let Some(next) = &class.next_class {
        writeln!(page, "next {:?}", next.customer_class()).unwrap();
        for step in &next.steps {
            writeln!(page, "  {:?}: {}", step.question(), step.sentence).unwrap();
        }
    }
    questions(&mut page, &class.ask_next);
    reasons(&mut page, "up", &class.top_up);
    reasons(&mut page, "down", &class.top_down);
    page
}

#[tokio::test]
async fn a_score_is_explained_to_the_point() {
    let mut app = app_with_joiner().await;
    let score = app.score("joiner", now()).await;
    insta::assert_snapshot!(explained(&score));
}

#[tokio::test]
async fn a_class_is_reasoned_step_by_step() {
    let mut app = app_with_joiner().await;
    let class = app.classification("joiner", now()).await;
    insta::assert_snapshot!(reasoned(&class));
    let hide = rate(Trait::RespectsUs, 1, "ben");
    app.add("hide-1", "2026-06-12", "joiner", hide).await;
    let hide = rate(Trait::RespectsUs, 2, "anna");
    app.add("hide-2", "2026-06-12", "joiner", hide).await;
    let class = app.classification("joiner", now()).await;
    insta::assert_snapshot!(reasoned(&class));
}
