//! Notices in words.

use super::{Columns, Paint, count, time, took};
use crate::backend::{Letter, LetterPage, LetterState, Letters};
use crate::model::DisplayText;

fn sign(state: LetterState, paint: Paint) -> String {
    match state {
        LetterState::Dead => paint.bad(),
        LetterState::Waiting => paint.waiting(),
        LetterState::Sent => paint.good(),
    }
}

/// One line for each notice, and one for each target.
pub(crate) fn letters(letters: &Letters, paint: Paint) -> String {
    let mut text = lines(&letters.letters, paint, 0);
    if letters.letters.is_empty() {
        text.push_str("There is no such notice.\n");
    }
    for target in &letters.targets {
        let mut words =
            format!("{}: {} waiting, {} sent, {} dead", target.name, target.waiting, target.sent, target.dead);
        if let Some(at) = target.gone {
            words.push_str(&format!("; it said on {} that it is gone (410) and is told nothing more", time(at)));
        }
        if !target.known {
            words.push_str("; no [[notices]] of this configuration is called that");
        }
        text.push_str(&format!("{words}\n"));
    }
    if letters.targets.is_empty() {
        text.push_str("No target is configured: nobody is told anything.\n");
    }
    text
}

/// One line for each notice.
pub(crate) fn lines(letters: &[Letter], paint: Paint, indent: usize) -> String {
    let mut columns = Columns::default();
    for letter in letters {
        let who = if letter.name.is_empty() { &letter.subject } else { &letter.name };
        columns.row(
            sign(letter.state, paint),
            [
                letter.state.as_str().to_owned(),
                time(letter.ended_at.unwrap_or(letter.created_at)),
                letter.target.to_string(),
                letter.kind.to_string(),
                who.to_string(),
                usize::try_from(letter.tries).map_or_else(|_| String::new(), tries),
                letter.status.map(|status| status.to_string()).unwrap_or_default(),
                letter.message.clone(),
                letter.due.map(|due| format!("next {}", time(due))).unwrap_or_default(),
                letter.error.as_ref().map(ToString::to_string).unwrap_or_default(),
            ],
        );
    }
    columns.lines(indent)
}

fn tries(number: usize) -> String {
    if number == 1 { "1 try".to_owned() } else { format!("{number} tries") }
}

/// A notice, whole.
pub(crate) fn letter_page(page: &LetterPage, paint: Paint) -> String {
    let letter = &page.letter;
    let mut columns = Columns::default();
    for (name, value) in [
        ("message", letter.message.clone()),
        ("target", letter.target.to_string()),
        ("kind", letter.kind.to_string()),
        ("subject", format!("{} {}", letter.name, letter.subject).trim().to_owned()),
        ("run", letter.run.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("state", letter.state.as_str().to_owned()),
        ("written", time(letter.created_at)),
        ("next try", letter.due.map(time).unwrap_or_default()),
    ] {
        if !value.is_empty() {
            columns.row("", [name.to_owned(), value]);
        }
    }
    let mut text = format!("{} {}\n", sign(letter.state, paint), letter.state.as_str());
    text.push_str(&columns.lines(0));
    text.push_str(&format!("{} tried\n", count(page.history.iter().filter(|e| e.took_ms.is_some()).count(), "time")));
    let mut history = Columns::default();
    for event in &page.history {
        history.row(
            "",
            [
                time(event.at),
                event.word.to_string(),
                event.status.map(|status| status.to_string()).unwrap_or_default(),
                event.took_ms.map(took).unwrap_or_default(),
                event.detail.to_string(),
            ],
        );
    }
    text.push_str(&history.lines(2));
    text.push_str("body\n");
    // Other people's words in it become text for a terminal here.
    for line in serde_json::to_string_pretty(&page.body).unwrap_or_default().lines() {
        text.push_str(&format!("  {}\n", DisplayText::new(line)));
    }
    text
}
