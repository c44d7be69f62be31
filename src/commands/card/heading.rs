//! The headings of a card.

use crate::terminal::{self, Style, Terminal};

/// A heading with the text beside it.
pub(super) fn heading(terminal: Terminal, title: &str, beside: &str) -> String {
    if beside.is_empty() {
        return format!("\n{}\n", terminal.styled(Style::Bold, title));
    }
    let gap = terminal
        .width
        .saturating_sub(terminal::width(title) + terminal::width(beside))
        .max(2);
    let beside = terminal.styled(Style::Faint, beside);
    format!(
        "\n{}{}{beside}\n",
        terminal.styled(Style::Bold, title),
        " ".repeat(gap)
    )
}
