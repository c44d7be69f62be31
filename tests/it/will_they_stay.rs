//! Will they stay? For new customers the answer comes from an old rule of thumb. For all others it comes
//! from the history of similar customers.

use customer_quality::pb::v1::{
    CustomerStanding, HalfVerdict, PredictionMethod, Score, SixMonthAnswer, Trait,
};

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, leave, rate},
};

/// So many customers since 2024 who paid six invoices of 2025 so many days after they were due, and go on
/// being invoiced; the first of them left in March.
fn group(book: &mut Book, name: &str, count: usize, days_late: i64, left: usize) {
    for number in 0..count {
        let id = format!("{name}-{number}");
        book.business(&id);
        book.since("2024-01-08");
        for month in 1..=6 {
            let day = format!("2025-{:02}-04", month + 5);
            book.late_bill(&day, &id, 100, days_late);
        }
        if number < left {
            book.tell("2026-03-20", &id, leave());
        } else {
            for month in 1..=6 {
                book.late_bill(&format!("2026-0{month}-04"), &id, 100, -4);
            }
        }
    }
}

async fn app_with(book: &Book) -> App {
    let mut app = app::start().await;
    app.tell(book).await;
    app
}

fn six(score: &Score) -> SixMonthAnswer {
    score.lasts_six_months.clone().unwrap()
}

#[tokio::test]
async fn the_chance_is_the_share_of_your_own_customers_like_them_who_were_still_here() {
    let mut book = Book::default();
    group(&mut book, "prompt", 12, -4, 3);
    group(&mut book, "late", 8, 20, 6);
    let mut app = app_with(&book).await;
    let prompt = app.score("prompt-11", now()).await;
    let answer = six(&prompt);
    assert_eq!(
        (answer.money(), answer.owner()),
        (HalfVerdict::ChecksOut, HalfVerdict::Unknown)
    );
    assert_eq!((answer.alike_count, answer.alike_stayed_count), (12, 9));
    assert_eq!((answer.all_count, answer.all_stayed_count), (20, 11));
    assert_eq!(
        answer.prediction_method(),
        PredictionMethod::OwnCustomersAlike
    );
    // (9 of 12 like them, and ten more of whom .55 stayed as of all) of 22.
    assert_eq!(answer.still_customer_probability, Some(0.659_090));
    assert_eq!(answer.long_term_rule_of_thumb, None);
    assert_eq!(
        answer.sentence,
        "9 of 12 customers like them (the money checks out, too little is known about the owner) were \
         still here six months later"
    );
    let said = prompt.answers.unwrap();
    assert_eq!(said.stay, format!("probably: {}", answer.sentence));
}

#[tokio::test]
async fn with_fewer_than_ten_like_them_all_customers_speak() {
    let mut book = Book::default();
    group(&mut book, "prompt", 9, -4, 3);
    group(&mut book, "late", 3, 20, 3);
    let mut app = app_with(&book).await;
    let answer = six(&app.score("prompt-8", now()).await);
    assert_eq!((answer.alike_count, answer.alike_stayed_count), (9, 6));
    assert_eq!((answer.all_count, answer.all_stayed_count), (12, 6));
    assert_eq!(
        answer.prediction_method(),
        PredictionMethod::OwnCustomersAll
    );
    assert_eq!(answer.still_customer_probability, Some(0.5));
    assert_eq!(
        answer.sentence,
        "6 of 12 customers of yours were still here six months later"
    );
}

#[tokio::test]
async fn without_any_outcome_there_is_no_number() {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book.since("2025-01-06");
    book.half_year("C-1", 100, [-4; 6]);
    let mut app = app_with(&book).await;
    let score = app.score("C-1", now()).await;
    assert_eq!(
        score.standing.as_ref().unwrap().customer_standing(),
        CustomerStanding::Active
    );
    let answer = six(&score);
    assert_eq!(answer.still_customer_probability, None);
    assert_eq!(answer.prediction_method(), PredictionMethod::Unspecified);
    assert_eq!((answer.all_count, answer.all_stayed_count), (0, 0));
    assert_eq!(
        answer.sentence,
        "the money checks out, too little is known about the owner"
    );
}

#[tokio::test]
async fn of_new_customers_whose_money_checks_out_the_rule_of_thumb_speaks() {
    let mut book = Book::default();
    group(&mut book, "prompt", 12, -4, 3);
    book.business("new");
    book.since("2026-01-03");
    book.half_year("new", 100, [-4; 6]);
    let mut app = app_with(&book).await;
    let score = app.score("new", now()).await;
    let answer = six(&score);
    assert_eq!(answer.money(), HalfVerdict::ChecksOut);
    assert_eq!(answer.prediction_method(), PredictionMethod::RuleOfThumb);
    assert_eq!(answer.long_term_rule_of_thumb, Some(0.5));
    assert_eq!(answer.still_customer_probability, None);
    assert_eq!((answer.alike_count, answer.all_count), (0, 0));
    let first = answer.first_six_months.unwrap();
    assert_eq!((first.day, first.over), (179, false));
    assert_eq!(first.money(), HalfVerdict::ChecksOut);
    assert_eq!(
        answer.sentence,
        "the money checks out, too little is known about the owner: 50/50 that they stay for years, by \
         an old rule of thumb"
    );
}

#[tokio::test]
async fn where_wanting_and_staying_disagree_that_is_said() {
    let mut book = Book::default();
    group(&mut book, "prompt", 12, -4, 0);
    let mut app = app_with(&book).await;
    let fine = app.score("prompt-5", now()).await.answers.unwrap();
    assert_eq!(
        (fine.want.as_str(), fine.disagree.as_str()),
        ("as they are", "")
    );
    let rude = rate(Trait::RespectsUs, 1, "anna");
    app.add("rude", "2026-06-01", "prompt-5", rude).await;
    let answers = app.score("prompt-5", now()).await.answers.unwrap();
    assert_eq!(answers.want, "no");
    assert_eq!(
        answers.disagree,
        "They will probably stay, and you would rather they did not."
    );
}
