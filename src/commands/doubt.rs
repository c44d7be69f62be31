//! The warning below an answer when all answers are doubtful. A regular feed that goes quiet makes every
//! customer look as if they had left.

use crate::terminal::{self, Style, Terminal};
use client::pb::v1::GetSystemInfoRequest;
use client::{Client, Patience};

/// The warning line, from the service's current view of its feeds.
pub async fn line(client: &Client, terminal: Terminal) -> String {
    draw(&fetch(client).await, terminal)
}

/// The service's warnings about its answers. Empty if the service does not report any: the line is an
/// extra, and no answer fails without it.
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

/// The warning line. Empty without a warning.
#[must_use]
pub fn draw(warnings: &[String], terminal: Terminal) -> String {
    let Some((first, others)) = warnings.split_first() else {
        return String::new();
    };
    let more = match others.len() {
        0 => String::new(),
        1 => "; 1 more is quiet".to_owned(),
        more => format!("; {more} more are quiet"),
    };
    let words = terminal::clean(first) + &more;
    let text = terminal::hang("! ", &words, terminal.width);
    let lines = text
        .lines()
        .map(|line| terminal.styled(Style::Yellow, line) + "\n");
    format!("\n{}", lines.collect::<String>())
}
