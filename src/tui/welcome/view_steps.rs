//! What is inside the frame, step by step.

use super::form::Row;
use super::state::{STORES, Step, Store, Welcome};
use crate::backend::CheckResult;
use crate::model::{DisplayText, SetupJob};
use crate::tui::theme::Theme;
use crate::tui::widget::{Canvas, Cursor, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

const CHOICES: [(&str, &str); super::update::CHOICES] = [
    ("Set up an organisation", "in six short steps"),
    ("Try the practice tenant", "made-up people, no network"),
    ("Quit", ""),
];

/// Draws the step.
pub(super) fn step(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    match welcome.step {
        Step::Hello => hello(welcome, area, canvas),
        Step::Name => name(welcome, area, canvas),
        Step::Place => place(welcome, area, canvas),
        Step::Client => client(welcome, area, canvas),
        Step::Jobs => jobs(welcome, area, canvas),
        Step::Look => look(welcome, area, canvas),
        Step::Keep => keep(welcome, area, canvas),
        Step::Done => done(welcome, area, canvas),
    }
}

/// Sentences, each a paragraph, with a blank line between them where there is room; returns the rest of the area.
fn sentences(area: Rect, words: &[&str], style: Style, spare: u16, canvas: &mut Canvas<'_>) -> Rect {
    let needed: usize = words.iter().map(|words| text::wrap(words, usize::from(area.width)).len() + 1).sum();
    let roomy = usize::from(area.height) >= needed + usize::from(spare);
    let mut y = area.y;
    for words in words {
        y = canvas.paragraph(Rect { y, height: area.bottom().saturating_sub(y), ..area }, words, style);
        y += u16::from(roomy);
    }
    if !roomy {
        y += u16::from(usize::from(area.height) > needed - words.len() + usize::from(spare));
    }
    Rect { y: y.min(area.bottom()), height: area.bottom().saturating_sub(y), ..area }
}

/// What is wrong, in the last rows; returns what is left above.
fn wrong(words: Option<&str>, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(words) = words else { return area };
    let words = DisplayText::new(format!("x {words}"));
    let lines = u16::try_from(text::wrap(words.as_str(), usize::from(area.width)).len()).unwrap_or(1).min(area.height);
    let style = canvas.theme.danger;
    canvas.paragraph(Rect { y: area.bottom() - lines, height: lines, ..area }, words.as_str(), style);
    Rect { height: area.height - lines, ..area }
}

/// What is wrong, right under the fields that it is about; returns what is left below.
fn wrong_here(words: Option<&str>, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(words) = words else { return area };
    let style = canvas.theme.danger;
    let y = canvas.paragraph(area, DisplayText::new(format!("x {words}")).as_str(), style);
    Rect { y, height: area.bottom().saturating_sub(y), ..area }
}

/// The area without its first rows.
fn under(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

fn hello(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let words = [
        "Lanyard shows what people may do in a Genesys Cloud organisation, takes it away step by step, and proves each step.",
        "Nothing is sent before you sign in, and nothing is changed before you have confirmed a plan.",
        "Three keys to know in the console: ? shows what can be done, : finds every command, Esc goes back.",
    ];
    let rest = sentences(area, &words, plain, 4, canvas);
    let rest = wrong(welcome.wrong.as_deref(), rest, canvas);
    let mut cursor = Cursor { at: welcome.choice, offset: 0 };
    cursor.follow(CHOICES.len(), usize::from(rest.height));
    canvas.rows(rest, cursor, CHOICES.len(), true, |canvas, index, row, style| {
        let (name, words) = CHOICES[index];
        let x = canvas.put(row.x, row.y, row.width, &format!("{name:<25}"), style);
        canvas.put(x, row.y, row.right().saturating_sub(x), words, style);
    });
}

/// A line with a name, what is typed, and a hint.
fn field(label: &str, prompt: &Prompt, hint: &str, focused: bool, row: Rect, canvas: &mut Canvas<'_>) {
    let area = label_of(label, hint, focused, row, canvas);
    let mut shown = prompt.clone();
    shown.typing = focused;
    let typed = canvas.theme.typed;
    canvas.tint(area, typed);
    shown.view(area, typed, canvas);
}

/// Draws name and hint; returns the place between them.
fn label_of(label: &str, hint: &str, focused: bool, row: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Theme { strong, text: plain, quiet, .. } = *canvas.theme;
    let (mark, style) = if focused { (">", strong) } else { (" ", plain) };
    let x = canvas.put(row.x, row.y, row.width, &format!("{mark} {label:<14}"), style);
    let wide = u16::try_from(text::width(hint)).unwrap_or(0);
    if wide > 0 && row.width > wide + 40 {
        canvas.put_right(row.right(), row.y, wide, hint, quiet);
    }
    let hint_room = if wide > 0 && row.width > wide + 40 { wide + 1 } else { 0 };
    Rect { x, y: row.y, width: row.right().saturating_sub(x + hint_room), height: 1 }
}

fn line(area: Rect, at: u16) -> Rect {
    Rect { y: area.y + at, height: u16::from(at < area.height), ..area }
}

fn name(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let words =
        ["What shall this organisation be called here, and what is it to you? The word stands on every screen: \
                  anything but production looks calmer."];
    let rest = sentences(area, &words, plain, 4, canvas);
    let form = &welcome.name;
    field("name", &form.profile, "letters, digits, - and _", form.at == 0, line(rest, 0), canvas);
    field("environment", &form.environment, "such as production, test", form.at == 1, line(rest, 1), canvas);
    let below = wrong_here(welcome.wrong.as_deref(), under(rest, 3), canvas);
    if welcome.is_taken() {
        let warning = canvas.theme.warning;
        let words = "! There is a profile of this name. Nothing is replaced before you say so at the end.";
        canvas.paragraph(below, words, warning);
    }
}

fn place(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let words = ["Which region is it in? Type a part of its name or place; or an address of your own, with https://."];
    let rest = sentences(area, &words, plain, 8, canvas);
    field("region", &welcome.place.search, "", true, line(rest, 0), canvas);
    let typing = canvas.cursor();
    let list = under(rest, 2);
    let rows = welcome.place.rows();
    if rows.is_empty() {
        let none = welcome.place.wrong();
        wrong_here(none.as_deref(), list, canvas);
        return;
    }
    let list = wrong(welcome.wrong.as_deref(), list, canvas);
    // The place tells more than the domain.
    let with_domain = list.width >= 70;
    let mut cursor = welcome.place.cursor;
    cursor.follow(rows.len(), usize::from(list.height));
    canvas.rows(list, cursor, rows.len(), true, |canvas, index, row, style| match rows[index] {
        Row::Region(region) => {
            let x = canvas.put(row.x, row.y, row.width, &format!("{:<17}", region.name), style);
            let domain = if with_domain { format!("{:<24}", region.domain) } else { String::new() };
            let x = canvas.put(x, row.y, row.right().saturating_sub(x), &domain, style);
            canvas.put(x, row.y, row.right().saturating_sub(x), region.place, style);
        }
        Row::Own(typed) => {
            let x = canvas.put(row.x, row.y, row.width, "this address     ", style);
            canvas.put_middle(x, row.y, row.right().saturating_sub(x), DisplayText::new(typed).as_str(), style);
        }
    });
    // The list is walked while one types.
    if let Some(at) = typing {
        canvas.cursor_at(at.x, at.y);
    }
}

fn client(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let words = [
        "Lanyard signs in as an OAuth client of the organisation. In Genesys Cloud: Admin > Integrations > OAuth > Add \
         client, grant type Client Credentials, with a role of its own. Copy its id and its secret to here.",
    ];
    let rest = sentences(area, &words, plain, 5, canvas);
    let form = &welcome.client;
    field("client id", &form.id, "", form.at == 0, line(rest, 0), canvas);
    let row = line(rest, 1);
    let area = label_of("client secret", "never shown", form.at == 1, row, canvas);
    let typed = canvas.theme.typed;
    canvas.tint(area, typed);
    let words = match form.secret.len() {
        0 => String::new(),
        n => format!("({} taken)", text::counted(n, "character")),
    };
    let end = canvas.put(area.x, area.y, area.width, &words, typed);
    if form.at == 1 {
        canvas.cursor_at(end.min(area.right().saturating_sub(1)), area.y);
    }
    wrong_here(welcome.wrong.as_deref(), under(rest, 3), canvas);
}

fn jobs(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let words =
        ["What is this client to do? Only the permissions of what you choose are looked at. Enter signs in: this is \
                  the first time that anything is sent, and nothing is changed by it."];
    let rest = sentences(area, &words, plain, 7, canvas);
    let rest = wrong(welcome.wrong.as_deref(), rest, canvas);
    let mut cursor = Cursor { at: welcome.job, offset: 0 };
    cursor.follow(SetupJob::ALL.len(), usize::from(rest.height));
    canvas.rows(rest, cursor, SetupJob::ALL.len(), true, |canvas, index, row, style| {
        let job = SetupJob::ALL[index];
        let mark = if welcome.jobs[index] { "[x]" } else { "[ ]" };
        let x = canvas.put(row.x, row.y, row.width, &format!("{mark} {:<13}", job.as_str()), style);
        canvas.put(x, row.y, row.right().saturating_sub(x), job.words(), style);
    });
}

/// The sign of a result, and its style.
fn sign(result: CheckResult, theme: &Theme) -> (&'static str, Style) {
    match result {
        CheckResult::Good => ("+", theme.good),
        CheckResult::Warning => ("!", theme.warning),
        CheckResult::Failed => ("x", theme.danger),
        CheckResult::Skipped => ("?", theme.unknown),
    }
}

fn look(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let look = &welcome.look;
    let (result, words) = look.words();
    let (mark, style) = match look.over {
        None => (">", canvas.theme.running),
        Some(_) => sign(result, canvas.theme),
    };
    canvas.put(area.x, area.y, 1, mark, style);
    let head = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
    let y = canvas.paragraph(head, &words, style);
    let y = if area.height > 12 { y + 1 } else { y };
    let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let rest = wrong(welcome.wrong.as_deref(), rest, canvas);
    if let Some(check) = look.lines.iter().find(|check| check.result == CheckResult::Failed && !check.remedy.is_empty())
    {
        // One failure that ends it all: told in full instead of as a row.
        let danger = canvas.theme.danger;
        let plain = canvas.theme.text;
        let y = canvas.paragraph(rest, &format!("x {}.", check.text), danger);
        let below = Rect { y, height: rest.bottom().saturating_sub(y), ..rest };
        canvas.paragraph(below, &format!("  What to do: {}.", check.remedy), plain);
        return;
    }
    // A row that is cut is told in full below the list while it is selected.
    let selected = look.lines.get(look.cursor.at).map_or("", |check| check.text.as_str());
    let full = text::wrap(selected, usize::from(rest.width));
    let (rest, detail) = match text::width(selected) > usize::from(rest.width.saturating_sub(5)) && rest.height > 6 {
        false => (rest, Rect::default()),
        true => {
            let rows = u16::try_from(full.len()).unwrap_or(1).min(3);
            (Rect { height: rest.height - rows - 1, ..rest }, Rect { y: rest.bottom() - rows, height: rows, ..rest })
        }
    };
    if !detail.is_empty() {
        let plain = canvas.theme.text;
        canvas.paragraph(detail, selected, plain);
    }
    let mut cursor = welcome.look_cursor();
    cursor.follow(look.lines.len(), usize::from(rest.height));
    canvas.rows(rest, cursor, look.lines.len(), true, |canvas, index, row, style| {
        let check = &look.lines[index];
        let (mark, tone) = sign(check.result, canvas.theme);
        canvas.put(row.x, row.y, 1, mark, if style == canvas.theme.text { tone } else { style });
        canvas.put(row.x + 2, row.y, row.width.saturating_sub(2), check.text.as_str(), style);
    });
}

fn keep(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = canvas.theme.text;
    let file = welcome.known.as_ref().map(|known| known.config_file.to_string()).unwrap_or_default();
    let words = [
        format!("The profile goes into {file}. What else is in that file stays as it is, and a copy is kept."),
        "The secret never stands there. Where shall it be?".to_owned(),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rest = sentences(area, &words, plain, 6, canvas);
    let no_keyring = welcome.no_keyring();
    let cursor = Cursor { at: welcome.store, offset: 0 };
    let profile = DisplayText::new(welcome.name.profile.text());
    let top = Rect { height: rest.height.min(3), ..rest };
    let mut variable = None;
    canvas.rows(top, cursor, STORES.len(), true, |canvas, index, row, style| {
        let (name, words) = match STORES[index] {
            Store::Keyring => (
                "the keyring",
                match &no_keyring {
                    None => "of your session, locked when you leave".to_owned(),
                    Some(_) => "- cannot be had here".to_owned(),
                },
            ),
            Store::File => ("a file", format!("{profile}.secret, which only you can read")),
            Store::Variable => ("a variable", String::new()),
        };
        let x = canvas.put(row.x, row.y, row.width, &format!("{name:<13}"), style);
        canvas.put(x, row.y, row.right().saturating_sub(x), &words, style);
        if STORES[index] == Store::Variable {
            variable = Some(Rect { x, width: row.right().saturating_sub(x), ..row });
        }
    });
    if let Some(row) = variable {
        variable_field(welcome, row, canvas);
    }
    let below = wrong_here(welcome.wrong.as_deref(), under(rest, 4), canvas);
    if welcome.writing {
        let running = canvas.theme.running;
        let words = "> Writing. Where the keyring is locked it asks for its password in a window of its own.";
        canvas.paragraph(below, words, running);
    } else if let Some(fault) = &welcome.fault {
        let danger = canvas.theme.danger;
        let y = canvas.paragraph(below, &format!("x {}. Nothing was written.", fault.text), danger);
        let below = Rect { y, height: below.bottom().saturating_sub(y), ..below };
        canvas.paragraph(below, &format!("  What to do: {}.", fault.remedy), plain);
    } else if let (Some(why), None) = (&no_keyring, &welcome.wrong) {
        let quiet = canvas.theme.quiet;
        canvas.paragraph(below, &format!("- The keyring: {why}."), quiet);
    }
}

/// Only here letters are typed while a list is walked.
fn variable_field(welcome: &Welcome, row: Rect, canvas: &mut Canvas<'_>) {
    let focused = STORES.get(welcome.store) == Some(&Store::Variable);
    let style = if focused { canvas.theme.selected } else { canvas.theme.text };
    let hint = " that you set yourself";
    let wide = u16::try_from(hint.len()).unwrap_or(0);
    let roomy = row.width >= wide + 28;
    let room = if roomy { row.width - wide } else { row.width };
    let mut shown = welcome.variable.clone();
    shown.typing = focused;
    shown.view(Rect { width: room, ..row }, style, canvas);
    if roomy {
        canvas.put_right(row.right(), row.y, wide, hint, style);
    }
}

fn done(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(done) = &welcome.done else { return };
    let Theme { good, warning, text: plain, .. } = *canvas.theme;
    let mut y = area.y;
    for (mark, style, lines) in [("+", good, &done.written), ("!", warning, &done.to_do)] {
        for words in lines {
            if y >= area.bottom() {
                return;
            }
            canvas.put(area.x, y, 1, mark, style);
            let row = Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height: area.bottom() - y };
            y = canvas.paragraph(row, words.as_str(), plain);
        }
    }
}
