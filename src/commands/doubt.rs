//! The line below an answer that says what makes all answers doubtful at present: a feed that came
//! regularly and has gone quiet makes everybody look as if they had left.

use crate::paper::{self, Ink, Paper};
use client::pb::v1::GetSystemInfoRequest;
use client::{Client, Patience};

/// The line, from what the service says of its feeds now.
pub async fn line(client: &Client, paper: Paper) -> String {
    draw(&fetch(client).await, paper)
}

/// What the service says makes its answers doubtful. Nothing where it does not say: the line is an extra,
/// and no answer fails for want of it.
async fn fetch(client: &Client) -> Vec<String> {
    let once = Patience {
        tries_max: 1,
        ..Patience::default()
    };
    let client = client.clone().with_patience(once);
    let make = |request| async { client.system().get_system_info(request).await };
    let info = client.call(GetSystemInfoRequest {}, make).await;
    info.map(|info| info.warnings).unwrap_or_default()
}

/// The line; empty without a warning.
#[must_use]
pub fn draw(warnings: &[String], paper: Paper) -> String {
    let Some((first, others)) = warnings.split_first() else {
        return String::new();
    };
    let more = match others.len() {
        0 => String::new(),
        1 => "; 1 more is quiet".to_owned(),
        more => format!("; {more} more are quiet"),
    };
    let words = paper::clean(first) + &more;
    let text = paper::hang("! ", &words, paper.width);
    let lines = text.lines().map(|line| paper.ink(Ink::Yellow, line) + "\n");
    format!("\n{}", lines.collect::<String>())
}
