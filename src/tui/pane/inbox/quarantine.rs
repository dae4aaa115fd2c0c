//! Deliveries that were turned down: what came, why it does not count, and what can be done about that.

use super::detail::field;
use super::put_on_clipboard;
use crate::backend::Command;
use crate::model::{DisplayText, Fault, Quarantined, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote, clock};
use crate::tui::effect::Effects;
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};
use jiff::SignedDuration;
use std::sync::Arc;

/// What the list knows.
#[derive(Debug, Default)]
pub(super) struct Quarantine {
    pub(super) all: Remote<Arc<[Quarantined]>>,
    /// The places of those that the filter leaves in.
    pub(super) shown: Vec<usize>,
    pub(super) cursor: Cursor,
    pub(super) prompt: Prompt,
}

impl Quarantine {
    pub(super) fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.shown.len())
    }

    pub(super) fn waits_since(&self) -> Option<Timestamp> {
        self.all.waits_since()
    }

    pub(super) fn selected(&self) -> Option<&Quarantined> {
        self.all.data()?.get(*self.shown.get(self.cursor.at)?)
    }

    pub(super) fn typed(&mut self) {
        self.cursor = Cursor::default();
        self.narrow();
    }

    fn narrow(&mut self) {
        let narrow = Narrow::new(self.prompt.text());
        let all = self.all.data().map_or(&[][..], |all| all);
        let holds = |one: &Quarantined| narrow.holds(&words(one));
        self.shown = all.iter().enumerate().filter(|(_, one)| holds(one)).map(|(at, _)| at).collect();
    }
}

/// Everything by which a delivery is found.
fn words(one: &Quarantined) -> String {
    format!(
        "{} {} {} {} {} {}",
        sender(one),
        one.status,
        one.code,
        one.why,
        one.field.as_deref().unwrap_or_default(),
        one.message.as_ref().map(|id| id.as_str()).unwrap_or_default()
    )
}

/// The sender; nobody knows it where no signature told it.
pub(super) fn sender(one: &Quarantined) -> String {
    one.sender.as_ref().map_or("unknown".to_owned(), |name| DisplayText::new(name).to_string())
}

/// Asks for the list.
pub(super) fn ask(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.inbox.quarantine.all.ask(generation, app.now);
    out.send(Command::Quarantine { generation });
}

/// The same if the answer is older than that.
pub(super) fn ask_again(app: &mut App, age: SignedDuration, out: &mut Effects) {
    let old = match &app.inbox.quarantine.all {
        Remote::Ready { at, .. } => app.now.duration_since(*at) >= age,
        Remote::Idle | Remote::Failed { .. } => true,
        Remote::Loading { .. } | Remote::Stale { .. } => false,
    };
    if old {
        ask(app, out);
    }
}

/// Takes an answer; the cursor stays on its delivery.
pub(super) fn hear(app: &mut App, generation: u64, result: Result<Arc<[Quarantined]>, Fault>) -> bool {
    let now = app.now;
    let list = &mut app.inbox.quarantine;
    let before = list.selected().map(|one| one.number);
    if !list.all.answer(generation, result, now) {
        return false;
    }
    list.narrow();
    let all = list.all.data().map_or(&[][..], |all| all);
    let at = list.shown.iter().position(|at| all.get(*at).map(|one| one.number) == before);
    list.cursor.at = at.unwrap_or(list.cursor.at);
    true
}

/// Opens the selected delivery, with whole addresses only where that was asked for.
pub(super) fn show(app: &mut App, whole: bool) -> bool {
    let Some(one) = app.inbox.quarantine.selected() else { return false };
    let title = format!("Turned down: delivery {}", one.number);
    let lines = page(app, one, app.size.0.saturating_sub(6).min(106), whole).lines();
    app.inbox.quarantine.prompt.typing = false;
    app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
    true
}

pub(super) fn copy(app: &mut App, action: Action, out: &mut Effects) -> bool {
    let Some(one) = app.inbox.quarantine.selected() else { return false };
    let text = match action {
        Action::CopyId => one.number.to_string(),
        Action::CopyRow => {
            let field = one.field.as_deref().unwrap_or_default();
            format!("{} {} {} {} {} {field}", one.at, sender(one), one.status, one.code, masked(one.why.as_str()))
        }
        _ => return false,
    };
    put_on_clipboard(app, &text, out)
}

/// A delivery written out: why it was turned down, what can be done, and its body as it came.
pub(super) fn page(app: &App, one: &Quarantined, width: u16, whole: bool) -> Page {
    let mut page = Page::new(width);
    let text = |words: &str| if whole { words.to_owned() } else { masked(words) };
    page.row(2, [piece(format!("x {} {}  ", one.status, one.code), Ink::Bad), piece(times(one), Ink::Plain)]);
    field(&mut page, "because", &text(one.why.as_str()), Ink::Plain);
    field(&mut page, "field", one.field.as_deref().unwrap_or_default(), Ink::Plain);
    field(&mut page, "to do", &to_do(one), Ink::Strong);
    // On the command line only: somebody has to write the repaired body.
    field(&mut page, "or", &replay(one), Ink::Strong);
    field(&mut page, "sender", &sender(one), Ink::Plain);
    field(&mut page, "came", &clock::when(one.at, app.now, &app.zone), Ink::Plain);
    field(&mut page, "message", &text(one.message.as_ref().map(|id| id.as_str()).unwrap_or_default()), Ink::Faint);
    if let Some(event) = &one.replayed_as {
        field(&mut page, "became", &format!("the event {event}"), Ink::Good);
    }
    page.gap();
    match &one.body {
        None => page.row(2, [piece("Its body was not kept: nobody knows who sent it.", Ink::Faint)]),
        Some(body) => {
            let hidden = if whole { "" } else { "; v shows whole addresses" };
            page.row(0, [piece(format!("body as it came{hidden}"), Ink::Faint)]);
            for line in body.lines() {
                page.row(4, [piece(format!("  {}", text(DisplayText::new(line).as_str())), Ink::Plain)]);
            }
        }
    }
    page
}

/// How often the same came in a row.
fn times(one: &Quarantined) -> String {
    if one.times > 1 { format!("{} times in a row", one.times) } else { String::new() }
}

/// What can be done about it, by its code.
pub(super) fn to_do(one: &Quarantined) -> String {
    if one.replayed_as.is_some() {
        return "nothing: it counts after all, as an event".to_owned();
    }
    let words = match one.code.as_str() {
        "bad-signature" | "missing-signature" | "bad-header" | "repeated-header" => {
            "compare the sender's key with the one in the settings (`lanyard config show` tells where it is read); \
             nobody of yours may have sent it at all"
        }
        "stale" | "from-the-future" => "set the sender's clock, or this machine's; then let the sender send it again",
        "id-reused" => "the sender gave one message id to two contents: have it give each message an id of its own",
        "unknown-event-type" => "name this type in the sender's `types`, or have the sender leave it out",
        "recipe-not-allowed" => "name the recipe in the sender's `recipes`, or have the sender leave it out",
        "missing-field" | "bad-field" | "bad-json" | "duplicate-key" | "bad-text" => {
            "have the sender mend what is named above"
        }
        "truncated" | "too-slow" | "length-required" => {
            "look at the way from the sender to here: it did not come whole"
        }
        "too-large" | "headers-too-large" | "target-too-long" => "have the sender send less, or raise the limit",
        "unsupported-type" | "unsupported-encoding" => "have the sender send plain `application/json`",
        "too-many-requests" | "busy" | "store-unavailable" => "nothing: the sender was told to try again later",
        "not-found" | "method-not-allowed" => "have the sender post to /webhook/termination",
        "unauthorized" => "give whoever asks how an event stands the right token",
        _ => "ask whoever runs the sender",
    };
    words.to_owned()
}

/// The command that lets it count after all, where its signature was good.
fn replay(one: &Quarantined) -> String {
    match one.body.as_ref().filter(|_| one.replayed_as.is_none()) {
        Some(_) => format!("lanyard inbox replay {} --from repaired.json --reason \"why it counts\"", one.number),
        None => String::new(),
    }
}

/// The text with the part before the @ of every address hidden but for its first character; JSON may write the @ as an escape.
pub(super) fn masked(text: &str) -> String {
    const SIGNS: [&str; 2] = ["@", "\\u0040"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, sign)) = SIGNS.iter().filter_map(|sign| Some((rest.find(sign)?, *sign))).min() {
        let (before, after) = rest.split_at(at);
        let from = local_part(before);
        out.push_str(&before[..from]);
        out.extend(before[from..].chars().take(1));
        out.push_str(if from < at { "***" } else { "" });
        out.push_str(sign);
        rest = &after[sign.len()..];
    }
    out.push_str(rest);
    out
}

/// Where in this text the part of an address begins that ends with it; a quoted one may hold blanks.
fn local_part(before: &str) -> usize {
    let end = before.trim_end_matches(['"', '\\']);
    if end.len() < before.len() {
        return end.rfind('"').map_or(0, |quote| quote + 1);
    }
    let local = |c: char| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c);
    before.char_indices().rev().take_while(|(_, c)| local(*c)).last().map_or(before.len(), |(place, _)| place)
}
