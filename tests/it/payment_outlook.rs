//! The payment outlook for billing, and money that is left out until it is paid.

use customer_quality::pb::v1::{HalfVerdict, PaymentOutlook, ScoreView, score_result};

use crate::{
    get_classification::{book_of_c1, told},
    support::{
        app::App,
        ask::{as_of, now},
        book::{Book, bill, buy, day, euro, micros, pay},
    },
};

async fn outlook(app: &mut App) -> PaymentOutlook {
    app.score("C-1", now()).await.payment_outlook.unwrap()
}

async fn outlook_of(book: &Book) -> PaymentOutlook {
    outlook(&mut told(book).await).await
}

#[tokio::test]
async fn it_counts_what_fell_due_and_what_is_open() {
    let mut book = book_of_c1();
    book.half_year("C-1", 100, [-4, -4, 21, 5, -4, -4]);
    for (number, due) in [("R-open", "2026-06-11"), ("R-ahead", "2026-07-20")] {
        let open = bill(number, 80, "2026-06-06", due);
        book.tell("2026-06-06", "C-1", open);
    }
    let mut app = told(&book).await;
    let found = outlook(&mut app).await;
    let expected = PaymentOutlook {
        verdict: HalfVerdict::DoesNot.into(),
        due_count: 7,
        on_time_count: 5,
        usual_days_late: Some(21),
        open: euro(160),
        overdue: euro(80),
        oldest_overdue_days: 20,
        // Of seven that weigh half after eight more, the second and the fifth newest were late:
        // (.917 + .707 + .44) of (5.479 + 1.09).
        next_late_probability: Some(0.314_213),
        last_invoice_date: day("2026-06-06"),
        sentence: "2 of 7 invoices late since July 2025, then usually 21 days; 80.00 EUR \
                   overdue, the oldest 20 days"
            .to_owned(),
    };
    assert_eq!(found, expected);
    let class = app.classification("C-1", now()).await;
    assert_eq!(class.payment_outlook.as_ref(), Some(&expected));
    let ids = ["C-1".to_owned()];
    let basic = app.scores(&ids, now(), ScoreView::Basic).await.remove(0);
    let Some(score_result::Result::Score(basic)) = basic.result else {
        panic!("{basic:?}")
    };
    assert_eq!(basic.payment_outlook, Some(expected));
}

#[tokio::test]
async fn who_pays_on_time_checks_out() {
    let mut book = book_of_c1();
    book.half_year("C-1", 100, [-4; 6]);
    let found = outlook_of(&book).await;
    assert_eq!(found.verdict(), HalfVerdict::ChecksOut);
    assert_eq!((found.due_count, found.on_time_count), (6, 6));
    assert_eq!(
        (found.usual_days_late, found.oldest_overdue_days),
        (None, 0)
    );
    assert_eq!((found.open, found.overdue), (euro(0), euro(0)));
    assert_eq!(found.next_late_probability, Some(0.073_645));
    assert_eq!(
        found.sentence,
        "all 6 invoices due since July 2025 paid on time"
    );
}

#[tokio::test]
async fn what_is_open_within_the_grace_is_not_counted_yet() {
    let mut book = book_of_c1();
    book.half_year("C-1", 100, [-4; 6]);
    let open = bill("R-open", 80, "2026-06-06", "2026-06-26");
    book.tell("2026-06-06", "C-1", open);
    let mut app = told(&book).await;
    let within = outlook(&mut app).await;
    assert_eq!((within.due_count, within.on_time_count), (6, 6));
    assert_eq!((within.overdue, within.oldest_overdue_days), (euro(0), 0));
    assert_eq!(within.open, euro(80));
    app.clock.set("2026-07-02T12:00:00Z".parse().unwrap());
    let past = outlook(&mut app).await;
    assert_eq!((past.due_count, past.on_time_count), (7, 6));
    assert_eq!(past.usual_days_late, Some(6));
    assert_eq!((past.overdue, past.oldest_overdue_days), (euro(80), 6));
}

#[tokio::test]
async fn before_anything_fell_due_nothing_is_said() {
    let found = outlook_of(&book_of_c1()).await;
    assert_eq!(found.verdict(), HalfVerdict::Unknown);
    assert_eq!((found.due_count, found.next_late_probability), (0, None));
    assert_eq!(found.sentence, "how they pay is not known");
}

#[tokio::test]
async fn who_pays_on_the_spot_checks_out_without_any_invoice() {
    let mut book = book_of_c1();
    for day in ["2026-03-02", "2026-05-02"] {
        book.tell(day, "C-1", buy(30));
    }
    let found = outlook_of(&book).await;
    assert_eq!(found.verdict(), HalfVerdict::ChecksOut);
    assert_eq!((found.due_count, found.next_late_probability), (0, None));
    assert_eq!(
        found.sentence,
        "pays on the spot: bought on 2 days, the last time on 2 May 2026"
    );
}

#[tokio::test]
async fn where_no_payments_are_recorded_nobody_is_said_to_be_late() {
    let mut book = Book::default();
    book.business("C-1");
    book.since("2025-01-06");
    for month in 1..=4 {
        let issued = format!("2026-0{month}-04");
        let due = format!("2026-0{month}-18");
        let open = bill(&format!("R-{month}"), 100, &issued, &due);
        book.tell(&issued, "C-1", open);
    }
    let found = outlook_of(&book).await;
    assert_eq!(found.verdict(), HalfVerdict::Unknown);
    assert_eq!(found.sentence, "no payments are recorded");
}

#[tokio::test]
async fn money_long_overdue_is_left_out_until_it_is_paid() {
    let mut book = book_of_c1();
    book.half_year("C-1", 100, [-4; 6]);
    let open = bill("R-open", 450, "2026-03-18", "2026-04-01");
    book.tell("2026-03-18", "C-1", open);
    let mut app = told(&book).await;
    let mut sums = async |options| {
        let money = app.score("C-1", options).await.economics.unwrap();
        (
            micros(money.revenue.as_ref()) / 1_000_000,
            micros(money.left_out.as_ref()) / 1_000_000,
            money.overdue_days,
        )
    };
    assert_eq!(sums(as_of("2026-06-30T12:00:00Z")).await, (1_050, 0, 90));
    assert_eq!(sums(now()).await, (600, 450, 91));
    app.add("part", "2026-07-01", "C-1", pay("R-open", 200))
        .await;
    let money = app.score("C-1", now()).await.economics.unwrap();
    assert_eq!((money.revenue, money.left_out), (euro(800), euro(250)));
}
