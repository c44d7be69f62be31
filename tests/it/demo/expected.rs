//! The expected result of each story.
use customer_quality::pb::v1::CustomerClass::{self, Bad, Good, Ideal, Ok as Fair};
use customer_quality::pb::v1::HalfVerdict::{self, ChecksOut, DoesNot};

/// A story and what the service must answer to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Story {
    /// The customer.
    pub(crate) id: &'static str,
    /// The story's name.
    pub(crate) title: &'static str,
    /// Any of these classes is right.
    pub(crate) expected_classes: &'static [CustomerClass],
    /// The points by the default model (the dog owner: `shop`), give or take 30: months are not of the
    /// same length, so the day of asking moves them a little.
    pub(crate) expected_points: i32,
    /// The rule that decides, where the story says so.
    pub(crate) rule: Option<&'static str>,
    /// How the money looks, where the story says so.
    pub(crate) money: Option<HalfVerdict>,
    /// How the owner looks, where the story says so.
    pub(crate) owner: Option<HalfVerdict>,
    /// Advice that must be given.
    pub(crate) expected_advice: &'static [&'static str],
    /// Advice that must not be given.
    pub(crate) refused_advice: &'static [&'static str],
    /// What the story shows.
    pub(crate) note: &'static str,
}

const PLAIN: Story = Story {
    id: "",
    title: "",
    expected_classes: &[],
    expected_points: 0,
    rule: None,
    money: None,
    owner: None,
    expected_advice: &[],
    refused_advice: &[],
    note: "",
};

/// The nine stories.
pub(crate) const STORIES: [Story; 9] = [
    Story {
        id: "story-penny-pincher",
        title: "The penny-pincher",
        expected_classes: &[Bad],
        expected_points: 436,
        money: Some(DoesNot),
        expected_advice: &["WEAN"],
        note: "a quarter off, six rounds, late every second month: the money says no",
        ..PLAIN
    },
    Story {
        id: "story-groundhog-day",
        title: "The Groundhog-Day owner",
        expected_classes: &[Fair],
        expected_points: 602,
        money: Some(ChecksOut),
        owner: Some(DoesNot),
        expected_advice: &["AGREE_DESTINATION"],
        note: "pays well, but every talk is about today's fire: fifty-fifty",
        ..PLAIN
    },
    Story {
        id: "story-lost-with-a-destination",
        title: "Lost, with a destination",
        expected_classes: &[Fair, Good],
        expected_points: 671,
        expected_advice: &["GUIDE"],
        refused_advice: &["AGREE_DESTINATION"],
        note: "knows where, not how: lost is not undecided, and needs a guide",
        ..PLAIN
    },
    Story {
        id: "story-undecided",
        title: "The undecided",
        expected_classes: &[Fair],
        expected_points: 602,
        expected_advice: &["AGREE_DESTINATION"],
        refused_advice: &["GUIDE"],
        note: "no destination yet: agree on one first",
        ..PLAIN
    },
    Story {
        id: "story-small-spender",
        title: "The small spender with the big tree",
        expected_classes: &[Ideal],
        expected_points: 798,
        rule: Some("brings_good_people"),
        expected_advice: &["ASK_FOR_REFERRAL", "APPRECIATE"],
        note: "spends little and brought more than six ordinary customers, half of them by way of others",
        ..PLAIN
    },
    Story {
        id: "story-three-million",
        title: "The three-million account",
        expected_classes: &[Bad],
        expected_points: 802,
        expected_advice: &["LET_GO"],
        note: "three million in three years, and everyone hides when they call",
        ..PLAIN
    },
    Story {
        id: "story-dog-owner",
        title: "The dog owner",
        expected_classes: &[Good, Ideal],
        expected_points: 940,
        expected_advice: &["ASK_FOR_REFERRAL"],
        note: "every six weeks for three years, never asks the price and tells everyone in the park",
        ..PLAIN
    },
    Story {
        id: "story-nice-but-short",
        title: "Nice, cannot afford us yet",
        expected_classes: &[Fair],
        expected_points: 623,
        expected_advice: &["KEEP"],
        note: "good people with little money, never a day late: keep as long as they pay on time",
        ..PLAIN
    },
    Story {
        id: "story-squeaky-wheel",
        title: "The squeaky wheel",
        expected_classes: &[Bad],
        expected_points: 420,
        expected_advice: &["WEAN"],
        refused_advice: &["LET_GO"],
        note: "three hours in five are given away; billed, they would pay: wean, do not let go",
        ..PLAIN
    },
];
