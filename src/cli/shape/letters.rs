//! Notices for programs.

use crate::backend::{Letter, LetterPage, LetterTarget, Letters};
use serde_json::{Value, json};

/// Notices in lines, with how their targets stand.
pub(crate) fn letters(letters: &Letters) -> Value {
    let target = |target: &LetterTarget| {
        let LetterTarget { name, known, gone, waiting, sent, dead } = target;
        json!({ "name": name, "known": known, "gone_at": gone, "waiting": waiting, "sent": sent, "dead": dead })
    };
    json!({
        "notices": letters.letters.iter().map(letter).collect::<Vec<_>>(),
        "targets": letters.targets.iter().map(target).collect::<Vec<_>>(),
    })
}

/// A notice in a line.
pub(crate) fn letter(letter: &Letter) -> Value {
    json!({
        "message": letter.message,
        "target": letter.target,
        "kind": letter.kind,
        "subject": letter.subject,
        "name": letter.name,
        "run": letter.run,
        "state": letter.state.as_str(),
        "tries": letter.tries,
        "status": letter.status,
        "error": letter.error,
        "created_at": letter.created_at,
        "due": letter.due,
        "ended_at": letter.ended_at,
    })
}

/// A notice, whole.
pub(crate) fn letter_page(page: &LetterPage) -> Value {
    let event = |event: &crate::backend::LetterEvent| {
        json!({
            "at": event.at, "word": event.word, "took_ms": event.took_ms, "status": event.status, "detail": event.detail,
        })
    };
    json!({
        "notice": letter(&page.letter),
        "body": page.body,
        "history": page.history.iter().map(event).collect::<Vec<_>>(),
    })
}
