//! The demonstration through the service itself. Every story gets its class, its two halves, and about the
//! right number of points.

use client::Client;
use commands::demo::files::{FIRM, File, PURCHASES, STORIES as FILE};
use commands::demo::shift_for;

use crate::demo::expected::STORIES;
use crate::support::{app, ask::now};

/// One buyer of CDs in so many is enough for their figures.
const ONE_IN: u32 = 12;

/// The purchases of some of the buyers.
fn purchases() -> File {
    let (header, lines) = PURCHASES.text.split_once('\n').unwrap();
    let is_wanted = |line: &&str| {
        let number = line.split(['-', ',']).nth(1).unwrap();
        number.parse::<u32>().unwrap().is_multiple_of(ONE_IN)
    };
    let kept: Vec<&str> = lines.lines().filter(is_wanted).collect();
    let text = format!("{header}\n{}", kept.join("\n")).leak();
    File { text, ..PURCHASES }
}

#[tokio::test]
async fn every_story_comes_to_its_class() {
    let mut app = app::start().await;
    let shift = shift_for(app.clock.now().date_naive());
    let client = Client::over(app.channel.clone());
    for file in [FILE, FIRM, purchases()] {
        let sent = file.send(&client, shift).await.unwrap();
        assert!(sent.facts_new > 0, "{}", file.name);
        assert_eq!((sent.facts_duplicate, sent.rows_refused), (0, 0));
    }
    for story in STORIES {
        let id = story.id;
        let class = app.classification(id, now()).await;
        assert!(
            story.expected_classes.contains(&class.customer_class()),
            "{id}: {class:?}"
        );
        let decided = class.steps.last().unwrap().rule_id.as_str();
        assert!(
            story.rule.is_none_or(|rule| rule == decided),
            "{id}: {class:?}"
        );
        let score = app.score(id, now()).await;
        let points = score.points.unwrap();
        assert!(
            (points - story.expected_points).abs() <= 30,
            "{id}: {points}"
        );
        let six_months = score.lasts_six_months.unwrap();
        assert!(
            story.money.is_none_or(|half| half == six_months.money()),
            "{id}"
        );
        assert!(
            story.owner.is_none_or(|half| half == six_months.owner()),
            "{id}"
        );
    }
    let small = app.value("story-small-spender", now()).await;
    let counts: Vec<i32> = small
        .levels
        .iter()
        .map(|level| level.customer_count)
        .collect();
    assert_eq!((small.brought_count, counts), (8, vec![4, 4]));
}
