//! Rows of long answers, and every list of the console as it is copied and written out.

use super::answers::who;
use super::long::{Long, Made};
use super::reports::{person, standing};
use super::{Rows, Step, Target, Topic};
use crate::access::answer::{Holder, Subject, WhatIf};
use crate::access::{Answer, Question};
use crate::model::{DisplayText, Permission, Table};
use crate::tui::app::App;
use crate::tui::pane::outline::{Cell, cell};
use crate::tui::pane::page::Ink;
use crate::tui::pane::paths;
use crate::tui::pane::{Screen, batch, figures, groups, jobs, people, rows as many, run, runs};
use crate::tui::widget::text;

/// A list as the filter leaves it, and what a file of it would be called.
#[derive(Debug)]
pub struct List {
    /// Letters, digits and hyphens.
    pub name: String,
    /// The rows.
    pub table: Table,
}

/// One who has a permission.
pub fn holder(permission: &Permission, holder: &Holder) -> Made {
    let subject = &holder.subject;
    let first = holder.ways.first();
    let by = first.map(|w| format!("{} > {}", w.source, w.role)).unwrap_or_default();
    let more = if holder.ways.len() > 1 { format!(" +{}", holder.ways.len() - 1) } else { String::new() };
    let place = paths::divisions(&holder.divisions);
    let condition = first.and_then(|w| w.condition.as_ref()).filter(|_| holder.only_conditional);
    let condition = condition.map(|c| format!(" if {c}")).unwrap_or_default();
    let ink = if holder.only_conditional { Ink::Doubt } else { Ink::Plain };
    let words: Vec<String> =
        holder.ways.iter().map(|w| format!("{} {} {}", w.source, w.role, w.division.name)).collect();
    Made {
        words: format!("{} {} {place}{condition} {}", subject_words(subject), standing(subject), words.join(" ")),
        detail: format!("{} {}  {by}{more}  in {place}{condition}", subject.name, subject.email),
        target: Target {
            permission: Some((who(subject), permission.clone())),
            person: person(subject),
            ..Target::default()
        },
        cells: vec![
            cell(subject.name.as_str(), Ink::Plain),
            cell(subject.division.as_str(), Ink::Plain),
            state(subject),
            cell(format!("{place}{condition}"), ink),
            cell(format!("{by}{more}"), Ink::Plain),
        ],
    }
}

/// One for whom something changes. What exactly is worked out when it is opened.
pub fn loser(what: &WhatIf, at: usize) -> Option<Made> {
    let subject = &what.subject(at)?;
    let row = what.rows.get(at)?;
    let part = |number: u32, verb: &str| {
        if number == 0 { String::new() } else { format!("{verb} {}", text::count(number as usize)) }
    };
    let (lost, gained) = (part(row.lost, "loses"), part(row.gained, "gains"));
    Some(Made {
        words: format!("{} {} {lost} {gained}", subject_words(subject), standing(subject)),
        detail: format!(
            "{} {}  {}; Enter shows what, p goes there",
            subject.name,
            subject.email,
            format!("{lost} {gained}").trim()
        ),
        target: Target { person: person(subject), row: Some(at), ..Target::default() },
        cells: vec![
            cell(subject.name.as_str(), Ink::Plain),
            cell(subject.division.as_str(), Ink::Plain),
            state(subject),
            cell(lost, Ink::Bad),
            cell(gained, Ink::Good),
        ],
    })
}

fn subject_words(subject: &Subject) -> String {
    format!("{} {} {}", subject.name, subject.email, subject.division)
}

fn state(subject: &Subject) -> Cell {
    let ink = if standing(subject) == "active" { Ink::Plain } else { Ink::Faint };
    cell(standing(subject), ink)
}

/// The headings of a tree's rows.
fn columns(step: &Step) -> &'static [&'static str] {
    match &step.subject {
        Topic::Question(Question::Compare(..)) => &["under", "what", "first", "second"],
        Topic::Question(Question::Power) => &["under", "who-or-way", "by", "state"],
        _ => &["under", "what", "where"],
    }
}

/// A long answer's own table, cut down to the rows that the filter leaves in.
fn long(step: &Step, long: &Long) -> Option<Table> {
    let whole = match &**step.answer.data()? {
        Answer::WhoCan(can) => can.table(),
        Answer::WhatIf(what) => what.table(),
        _ => return None,
    };
    let mut rows = whole.rows;
    let rows = long.places().filter_map(|at| rows.get_mut(at).map(std::mem::take)).collect();
    Some(Table { rows, ..whole })
}

/// The list of the focused pane; none where there is no list.
pub fn list_of(app: &App) -> Option<List> {
    match app.screen() {
        Screen::People => people::list_shown(app).map(|(name, table)| List { name: slug(&name), table }),
        Screen::Runs => Some(List { name: "runs".to_owned(), table: runs::table(app) }),
        Screen::Jobs => Some(List { name: "jobs".to_owned(), table: jobs::table(app) }),
        Screen::Groups => groups::table(app).map(|table| List { name: "groups".to_owned(), table }),
        Screen::Rows => many::table(app).map(|table| List { name: slug(&format!("rows {}", table.title)), table }),
        Screen::Run => run::table(app).map(|table| List { name: slug(&format!("run {}", table.title)), table }),
        Screen::Figures => figures::table(app).map(|table| List { name: "figures".to_owned(), table }),
        Screen::Batch => app.batch.seen().map(|view| List { name: "batch".to_owned(), table: batch::table(view) }),
        Screen::Question => {
            let step = app.question.top()?;
            let title = app.question.trail().join(" > ");
            let table = match &step.rows {
                Rows::Tree(outline) => outline.table(&title, columns(step)),
                Rows::Long(rows) => long(step, rows)?,
            };
            Some(List { name: slug(&step.crumb), table })
        }
        _ => None,
    }
}

/// Whether the focused pane has rows to be copied or written out.
pub fn has_rows(app: &App) -> bool {
    match app.screen() {
        Screen::People => people::has_rows(app),
        Screen::Runs => !runs::shown(app).is_empty(),
        Screen::Jobs => !jobs::shown(app).is_empty(),
        Screen::Groups => groups::has_rows(app),
        Screen::Rows => many::has_rows(app),
        Screen::Batch => batch::has_rows(app),
        Screen::Run => app.run.record().is_some(),
        Screen::Figures => figures::table(app).is_some(),
        Screen::Question => app.question.top().is_some_and(|step| match &step.rows {
            Rows::Tree(outline) => outline.counts().0 > 0,
            Rows::Long(long) => long.counts().0 > 0,
        }),
        _ => false,
    }
}

/// The changes that make the second side of a comparison like the first, as a list of their own.
pub fn changes(app: &App) -> Option<List> {
    let step = app.question.top()?;
    let Answer::Compare(both) = &**step.answer.data()? else { return None };
    if both.align.is_empty() {
        return None;
    }
    let rows = both.align.iter().enumerate();
    let rows = rows.map(|(at, change)| vec![DisplayText::new((at + 1).to_string()), change.words.clone()]).collect();
    let title = format!("To make {} like {} (not carried out)", both.b, both.a);
    let name = slug(&format!("make {} like {}", both.b, both.a));
    Some(List { name, table: Table { title: title.into(), columns: vec!["step", "change"], rows } })
}

/// A name for a file: letters, digits and hyphens of what it is called.
fn slug(words: &str) -> String {
    let kept: String =
        words.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    let name: String = parts.join("-").chars().take(60).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() { "list".to_owned() } else { name.to_owned() }
}

/// A selected row as text, cells separated by tabs.
pub fn row_text(app: &App) -> Option<String> {
    let step = app.question.top()?;
    let cells = match &step.rows {
        Rows::Tree(outline) => &outline.selected()?.cells,
        Rows::Long(long) => &long.selected()?.cells,
    };
    Some(cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain() {
        assert_eq!(slug("why routing:queue:delete"), "why-routing-queue-delete");
        assert_eq!(slug("../季/\u{202e}"), "list");
        assert!(slug(&"a ".repeat(200)).len() <= 60);
    }
}
