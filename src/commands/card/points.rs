//! Draws the origin of the points: pillars with bars, criteria, and the reasons that raise or lower the
//! score.

use crate::{
    card::heading::heading,
    terminal::{Style, Terminal, clean, cut, hang, left, right},
};
use client::pb::v1::{CriterionScore, EvidenceState, PillarScore, Reason, Score, SubScores};

/// Columns of a pillar's name.
const NAME: usize = 24;

/// Draws the points.
pub(super) fn draw(score: &Score, terminal: Terminal) -> String {
    let mut text = String::new();
    if !score.pillars.is_empty() {
        text.push_str(&heading(terminal, "Points", &trend(score)));
        for pillar in &score.pillars {
            text.push_str(&draw_pillar(pillar, terminal));
        }
    }
    if let Some(scores) = &score.sub_scores {
        text.push_str(&sub_scores(scores, terminal));
    }
    text.push_str(&reasons(
        "What lifts them",
        &score.top_up,
        Style::Green,
        terminal,
    ));
    text.push_str(&reasons(
        "What pulls them down",
        &score.top_down,
        Style::Red,
        terminal,
    ));
    text
}

fn trend(score: &Score) -> String {
    match score.trend.as_ref().and_then(|trend| trend.change) {
        Some(0) => "the same as three months ago".to_owned(),
        Some(change) => format!("{change:+} in three months"),
        None => String::new(),
    }
}

fn draw_pillar(pillar: &PillarScore, terminal: Terminal) -> String {
    let name = left(&cut(&clean(&pillar.name), NAME), NAME);
    let mut text = if pillar.max_points == 0 {
        format!(
            "  {name} {}\n",
            terminal.styled(Style::Faint, "does not apply")
        )
    } else {
        let sum = format!("{} of {}", pillar.points, pillar.max_points);
        let known = format!("{:.0} % known", pillar.coverage * 100.0);
        let known = terminal.styled(Style::Faint, &right(&known, 12));
        // Each line has two blanks, the name, the sum, the known share and blanks between them. The bar
        // takes the rest.
        match terminal.width.checked_sub(2 + NAME + 1 + 1 + 11 + 1 + 12) {
            // Half of the points of what is not known are neither good nor bad.
            Some(room) if pillar.coverage <= 0.0 => {
                let nothing = left("nothing known", room.min(40));
                let nothing = terminal.styled(Style::Faint, &nothing);
                format!("  {name} {nothing} {}\n", right(&format!("({sum})"), 11))
            }
            Some(room) => {
                let bar = terminal.bar(pillar.points, pillar.max_points, room.min(40));
                format!("  {name} {bar} {} {known}\n", right(&sum, 11))
            }
            None => format!("  {name} {}\n", right(&sum, 11)),
        }
    };
    for criterion in &pillar.criteria {
        text.push_str(&draw_criterion(criterion, terminal));
    }
    text
}

fn draw_criterion(criterion: &CriterionScore, terminal: Terminal) -> String {
    let said = match criterion.state() {
        EvidenceState::NotApplicable => "does not apply",
        EvidenceState::Missing if criterion.sentence.is_empty() => "nothing known",
        _ => &criterion.sentence,
    };
    let points = match criterion.state() {
        EvidenceState::NotApplicable => String::new(),
        EvidenceState::Missing => format!("({} of {})", criterion.points, criterion.max_points),
        _ => format!("{} of {}", criterion.points, criterion.max_points),
    };
    let name = left(&cut(&clean(&criterion.name), NAME - 2), NAME - 2);
    hang(
        &format!("    {name} {} ", right(&points, 11)),
        said,
        terminal.width,
    )
}

fn sub_scores(scores: &SubScores, terminal: Terminal) -> String {
    let readings = [
        ("do we want them", scores.want_them),
        ("will they last six months", scores.six_months),
        ("how long will they stay", scores.how_long),
    ];
    let known: Vec<String> = readings
        .iter()
        .filter_map(|(what, points)| points.map(|points| format!("{what} {points}")))
        .collect();
    if known.is_empty() {
        return String::new();
    }
    hang("  of 1,000 each: ", &known.join(", "), terminal.width)
}

fn reasons(title: &str, reasons: &[Reason], style: Style, terminal: Terminal) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    let mut text = heading(terminal, title, "");
    for reason in reasons {
        let points = match reason.points_from_half {
            // The effect is below half a point.
            0 => "~0".to_owned(),
            points => format!("{points:+}"),
        };
        let points = right(&points, 5);
        let drawn = hang(&format!("  {points} "), &reason.sentence, terminal.width);
        text.push_str(&drawn.replacen(&points, &terminal.styled(style, &points), 1));
    }
    text
}
