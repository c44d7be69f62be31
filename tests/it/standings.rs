//! The standing of a customer comes first in every answer and decides the time that the answer describes.

use customer_quality::pb::v1::{
    ClassificationResult, Customer, CustomerClass as Class, CustomerStanding as Stands,
    NegotiationMoment, ScoreFilter, ScoreOrder, Trait, classification_result,
};

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, now},
    book::{Book, bill, buy, day, deal, leave, rate, time},
    build::at,
};

/// One customer of each standing, two prospects, and two who have gone quiet.
fn book() -> Book {
    let mut book = Book::default();
    book.neighbours();
    book.paid_bill("2026-06-01", "N-1", 10);
    book.business("told");
    book.customers.last_mut().unwrap().prospect = true;
    book.business("talked");
    let first = deal(NegotiationMoment::FirstDeal, 0, 1, 4);
    book.tell("2026-06-20", "talked", first);
    book.business("new");
    book.since("2026-06-11");
    book.business("active");
    book.since("2025-12-31");
    book.person("buyer");
    for month in 1..=3 {
        book.tell(&format!("2025-0{month}-10"), "buyer", buy(40));
    }
    book.business("invoiced");
    book.since("2025-01-06");
    for month in 1..=6 {
        book.late_bill(&format!("2025-0{month}-04"), "invoiced", 100, -4);
    }
    book.business("gone");
    book.since("2025-01-06");
    book.half_year("gone", 100, [-4; 6]);
    book.tell("2026-06-20", "gone", leave());
    book
}

async fn app() -> App {
    let mut app = app::start().await;
    app.tell(&book()).await;
    app
}

const ALL: [(&str, Stands, &str); 7] = [
    ("told", Stands::Prospect, "a prospect, no customer yet"),
    ("talked", Stands::Prospect, "a prospect, no customer yet"),
    ("new", Stands::New, "new, day 20 of 182"),
    ("active", Stands::Active, "a customer"),
    ("buyer", Stands::Quiet, "quiet since March 2025"),
    ("invoiced", Stands::Quiet, "quiet since June 2025"),
    ("gone", Stands::Past, "left on 20 June 2026"),
];

#[tokio::test]
async fn the_standing_leads_every_answer() {
    let mut app = app().await;
    let ids: Vec<String> = ALL.iter().map(|(id, _, _)| (*id).to_owned()).collect();
    let classes = app.classifications(&ids, now()).await;
    for ((id, stands, sentence), class) in ALL.into_iter().zip(classes) {
        let score = app.score(id, now()).await;
        let standing = score.standing.unwrap();
        assert_eq!(
            (standing.customer_standing(), standing.sentence.as_str()),
            (stands, sentence),
            "{id}"
        );
        assert_eq!(score.basis.unwrap().standing(), stands);
        let Some(classification_result::Result::Classification(class)) = class.result else {
            panic!("{class:?}")
        };
        assert_eq!(class.standing.unwrap(), standing);
        let since = match id {
            "buyer" => day("2025-03-10"),
            "invoiced" => day("2025-06-04"),
            "gone" => day("2026-06-20"),
            _ => None,
        };
        assert_eq!(standing.since_date, since, "{id}");
        assert_eq!(standing.day, (id == "new").then_some(20), "{id}");
    }
}

#[tokio::test]
async fn the_first_182_days_are_those_of_a_new_customer() {
    let mut app = app().await;
    for (day, stands) in [
        ("2025-12-31", Stands::New),
        ("2026-06-30", Stands::New),
        ("2026-07-01", Stands::Active),
    ] {
        let options = as_of(&format!("{day}T12:00:00Z"));
        let found = app.score("active", options).await.standing.unwrap();
        assert_eq!(found.customer_standing(), stands, "{day}");
    }
}

#[tokio::test]
async fn a_prospect_has_no_class_and_no_next_one() {
    let mut app = app().await;
    for what in [Trait::GladToHearFrom, Trait::OwnSort] {
        let id = format!("{what:?}");
        app.add(&id, "2026-06-21", "told", rate(what, 1, "anna"))
            .await;
    }
    let class = app.classification("told", now()).await;
    assert_eq!(class.customer_class(), Class::Unspecified);
    assert_eq!(class.class_by_numbers(), Class::Unspecified);
    assert_eq!((class.sentence.as_str(), class.steps.len()), ("", 0));
    assert!(class.next_class.is_none());
    assert!(class.points.is_some() && !class.findings.is_empty());
    let score = app.score("told", now()).await;
    assert_eq!(score.customer_class(), Class::Unspecified);
    let answers = score.answers.unwrap();
    assert_eq!(answers.want, "that is for the deal to show");
    assert_eq!(answers.stay, "they are no customer yet");
    assert_eq!(answers.how_long, "", "it is not asked");
}

#[tokio::test]
async fn a_prospect_who_buys_is_none_any_more() {
    let mut app = app().await;
    app.add("deal", "2026-06-25", "told", buy(30)).await;
    let found = app.classification("told", now()).await;
    let standing = found.standing.clone().unwrap();
    assert_eq!(
        (standing.customer_standing(), standing.day),
        (Stands::New, Some(6))
    );
    assert_ne!(found.customer_class(), Class::Unspecified);
}

#[tokio::test]
async fn one_invoice_of_a_new_customer_says_nothing_about_paying_and_none_is_ideal() {
    let mut app = app().await;
    app.add(
        "bill",
        "2026-06-12",
        "new",
        bill("R-1", 50, "2026-06-12", "2026-06-14"),
    )
    .await;
    app.add(
        "paid",
        "2026-06-13",
        "new",
        crate::support::book::pay("R-1", 50),
    )
    .await;
    let found = app.classification("new", now()).await;
    assert_eq!(found.customer_class(), Class::InsufficientData);
    assert_eq!(
        found.sentence,
        "too early to sort: the only invoice due so far paid on time"
    );
    // Bought for more than anybody else.
    let mut book = Book::default();
    for fact in ["2026-06-14", "2026-06-15"] {
        book.late_bill(fact, "new", 50_000, -14);
    }
    for fact in &mut book.facts {
        fact.fact_id.push_str("-large");
        if let Some(customer_quality::pb::v1::fact::Body::Invoice(invoice)) = &mut fact.body {
            invoice.due_date = invoice.issue_date;
        }
    }
    app.tell(&book).await;
    let found = app.classification("new", now()).await;
    assert_eq!(found.customer_class(), Class::Good, "{}", found.sentence);
    let rules: Vec<&str> = found.steps.iter().map(|it| it.rule_id.as_str()).collect();
    assert_eq!(rules, ["earns_and_pays"]);
}

#[tokio::test]
async fn who_has_gone_quiet_keeps_the_class_of_the_day_they_last_bought() {
    let mut app = app().await;
    let found = app.classification("invoiced", now()).await;
    assert_eq!(found.customer_class(), Class::Ok);
    assert_eq!(
        found.sentence,
        "nothing against them, little known: pays on time"
    );
    assert!(found.next_class.is_none());
    let basis = found.basis.unwrap();
    let last = Some(time("2025-06-04T23:59:59.999999Z"));
    assert_eq!((basis.class_time, basis.effective_time), (last, at(NOW)));
    let score = app.score("invoiced", now()).await;
    let answers = score.answers.unwrap();
    assert_eq!(answers.stay, "they have gone quiet; call them");
    let six = score.lasts_six_months.unwrap();
    assert_eq!(six.still_customer_probability, None);
    // What people say counts to today.
    app.add(
        "rude",
        "2026-06-01",
        "invoiced",
        rate(Trait::RespectsUs, 1, "anna"),
    )
    .await;
    let found = app.classification("invoiced", now()).await;
    assert_eq!(found.customer_class(), Class::Bad);
    assert_eq!(found.sentence, "they do not respect you (anna 1)");
}

#[tokio::test]
async fn who_has_gone_quiet_is_active_again_once_they_buy() {
    let mut app = app().await;
    app.add("again", "2026-06-28", "buyer", buy(20)).await;
    let found = app.classification("buyer", now()).await;
    assert_eq!(found.standing.unwrap().customer_standing(), Stands::Active);
    let basis = found.basis.unwrap();
    assert_eq!((basis.class_time, basis.effective_time), (at(NOW), at(NOW)));
}

#[tokio::test]
async fn who_left_keeps_class_and_points_of_that_day() {
    let mut app = app().await;
    let before = app.classification("gone", as_of("2026-06-20T11:59:59Z"));
    let before = before.await;
    assert_eq!(
        before.standing.as_ref().unwrap().customer_standing(),
        Stands::Active
    );
    app.clock.set("2027-06-20T12:00:00Z".parse().unwrap());
    let past = app.classification("gone", now()).await;
    assert_eq!(past.points, before.points);
    let basis = past.basis.unwrap();
    let left = Some(time("2026-06-20T12:00:00Z"));
    assert_eq!((basis.class_time, basis.effective_time), (left, left));
    assert!(past.next_class.is_none());
    let score = app.score("gone", now()).await;
    let stay = score.answers.unwrap().stay;
    assert_eq!(stay, "they have left; ask them whom else you could help");
    let six = score.lasts_six_months.unwrap();
    assert_eq!(
        (six.still_customer_probability, six.long_term_rule_of_thumb),
        (None, None)
    );
}

/// The ids that a list holds, by id.
async fn listed(app: &mut App, filter: ScoreFilter) -> Vec<String> {
    let found = app.standings(filter, ScoreOrder::CustomerId, 50).await;
    let ids = found.into_iter().map(|one| one.customer_id);
    ids.filter(|id| !id.starts_with("N-")).collect()
}

#[tokio::test]
async fn a_list_is_filtered_by_standing_and_says_it() {
    let mut app = app().await;
    app.catch_up().await;
    for stands in [
        Stands::Prospect,
        Stands::New,
        Stands::Active,
        Stands::Quiet,
        Stands::Past,
    ] {
        let filter = ScoreFilter {
            standings: vec![stands.into()],
            ..ScoreFilter::default()
        };
        let all = app.standings(filter, ScoreOrder::CustomerId, 50).await;
        assert!(all.iter().all(|one| one.customer_standing() == stands));
        let mut expected: Vec<&str> = ALL
            .iter()
            .filter(|(_, standing, _)| *standing == stands)
            .map(|(id, _, _)| *id)
            .collect();
        expected.sort_unstable();
        let own: Vec<&str> = all
            .iter()
            .map(|one| one.customer_id.as_str())
            .filter(|id| !id.starts_with("N-"))
            .collect();
        assert_eq!(own, expected, "{stands:?}");
    }
    let two = ScoreFilter {
        standings: vec![Stands::Past.into(), Stands::New.into()],
        ..ScoreFilter::default()
    };
    assert_eq!(listed(&mut app, two).await, ["gone", "new"]);
}

#[tokio::test]
async fn a_filter_by_class_leaves_out_prospects_who_have_none() {
    let mut app = app().await;
    app.catch_up().await;
    let all = listed(&mut app, ScoreFilter::default()).await;
    assert!(all.contains(&"told".to_owned()));
    let classes = [
        Class::Ideal,
        Class::Good,
        Class::Ok,
        Class::Bad,
        Class::InsufficientData,
    ];
    let filter = ScoreFilter {
        classes: classes.map(Into::into).to_vec(),
        ..ScoreFilter::default()
    };
    let sorted = listed(&mut app, filter).await;
    let without: Vec<String> = all
        .into_iter()
        .filter(|id| id != "told" && id != "talked")
        .collect();
    assert_eq!(sorted, without);
}

#[tokio::test]
async fn a_name_alone_is_a_customer() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.customers.push(Customer {
        customer_id: "C-1".to_owned(),
        name: "Hofmann Joinery".to_owned(),
        ..Customer::default()
    });
    app.tell(&book).await;
    let found: ClassificationResult = app
        .classifications(&["C-1".to_owned()], now())
        .await
        .remove(0);
    let Some(classification_result::Result::Classification(found)) = found.result else {
        panic!("{found:?}")
    };
    let standing = found.standing.clone().unwrap();
    assert_eq!(standing.customer_standing(), Stands::Active);
    assert_eq!(found.customer_class(), Class::InsufficientData);
}
