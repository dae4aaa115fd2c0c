//! Actions to choose from: the help, the palette, the menu of what can be done here.

use crate::model::RunId;
use crate::tui::action::find::find;
use crate::tui::action::hidden;
use crate::tui::action::{Action, Chord, Record, Scope, active_scopes, records};
use crate::tui::app::App;
use crate::tui::app::place::middle;
use crate::tui::effect::Effects;
use crate::tui::pane::{run, runs};
use crate::tui::widget::{Canvas, Cursor, Narrow, Prompt, text};
use ratatui::layout::Rect;

/// Which list it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Every action under its heading, the place where one stands first.
    Help,
    /// Every action, those used last first.
    Palette,
    /// What this pane and this screen have.
    Menu,
    /// The screens that can be gone to.
    Screens,
}

/// A list of actions, narrowed by what is typed.
#[derive(Debug)]
pub struct Chooser {
    kind: Kind,
    /// What is typed.
    pub prompt: Prompt,
    cursor: Cursor,
    all: Vec<&'static Record>,
    shown: Vec<&'static Record>,
    /// Of the palette: recent runs to jump to, with their words.
    runs: Vec<(RunId, String)>,
    /// Those that are left of them; they stand below the actions.
    runs_shown: Vec<usize>,
}

impl Chooser {
    /// Opens it over what is on the screen now.
    pub fn new(kind: Kind, app: &App) -> Self {
        let scopes = active_scopes(app);
        let mut all: Vec<&'static Record> = records().collect();
        match kind {
            Kind::Help => {
                // What holds here comes first, then the rest, each under its heading.
                let here =
                    |r: &Record| matches!(r.scope, Scope::Pane(_) | Scope::Screen(_)) && scopes.contains(&r.scope);
                let heading = all.iter().find(|r| here(r)).map(|r| r.group);
                all.sort_by_key(|r| (Some(r.group) != heading, r.group, !here(r)));
            }
            Kind::Palette => all.sort_by_key(|r| app.recent.iter().position(|a| *a == r.action).unwrap_or(usize::MAX)),
            Kind::Menu => {
                // What merely moves is at hand without a menu.
                let moves = |a| {
                    matches!(
                        a,
                        Action::Move(_)
                            | Action::Left
                            | Action::Right
                            | Action::Back
                            | Action::NextPane
                            | Action::PreviousPane
                            | Action::Pane(_)
                            | Action::Menu
                    )
                };
                all.retain(|r| scopes.contains(&r.scope) && !moves(r.action));
                all.sort_by_key(|r| match r.scope {
                    Scope::Pane(_) => 0,
                    Scope::Screen(_) => 1,
                    _ => 2,
                });
            }
            Kind::Screens => all.retain(|r| matches!(r.action, Action::Go(_))),
        }
        let prompt = Prompt::open();
        let runs = if kind == Kind::Palette { runs::recent(app) } else { Vec::new() };
        let runs_shown = (0..runs.len()).collect();
        Self { kind, prompt, cursor: Cursor::default(), shown: all.clone(), all, runs, runs_shown }
    }

    /// Which list it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The records that are left.
    pub fn shown(&self) -> &[&'static Record] {
        &self.shown
    }

    /// The record that is selected.
    pub fn selected(&self) -> Option<&'static Record> {
        self.shown.get(self.cursor.at).copied()
    }

    /// The run that is selected, with its words.
    fn run(&self) -> Option<&(RunId, String)> {
        self.runs.get(*self.runs_shown.get(self.cursor.at.checked_sub(self.shown.len())?)?)
    }

    /// Narrows the list to what is typed.
    pub fn typed(&mut self) {
        self.cursor = Cursor::default();
        self.shown = if self.prompt.is_empty() {
            self.all.clone()
        } else {
            find(self.prompt.text()).into_iter().filter(|r| self.all.iter().any(|a| a.id == r.id)).collect()
        };
        if self.kind == Kind::Palette
            && let Some(record) = hidden::called(self.prompt.text())
        {
            self.shown.insert(0, record);
        }
        let narrow = Narrow::new(self.prompt.text());
        let words = self.runs.iter().enumerate();
        self.runs_shown = words.filter(|(_, (_, words))| narrow.holds(words)).map(|(at, _)| at).collect();
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.shown.len() + self.runs_shown.len())
    }

    /// Where it stands.
    pub fn place(&self, body: Rect) -> Rect {
        let rows = u16::try_from(self.all.len() + self.runs.len()).unwrap_or(u16::MAX).saturating_add(5);
        middle(body, body.width.saturating_sub(4).min(96), rows.min(body.height))
    }
}

/// Moves in the list, or runs what is selected.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    if action != Action::Open {
        return super::scroll(app, action);
    }
    let Some(super::Overlay::Chooser(chooser)) = app.overlays.last() else { return false };
    if let Some((id, _)) = chooser.run().cloned() {
        app.close_overlay();
        run::open(app, id, out);
        return true;
    }
    let Some(record) = chooser.selected() else { return false };
    // The reason is on the screen already; the layer stays.
    if record.allowed(app).is_err() {
        return false;
    }
    app.close_overlay();
    app.recent.retain(|a| *a != record.action);
    app.recent.insert(0, record.action);
    app.perform(record.action, out);
    true
}

/// The keys in force; the numbers of screens, which go without saying, are left out.
fn keys(app: &App, record: &Record) -> String {
    let number = |chord: &&Chord| chord.keys().len() > 1 && chord.keys().last().is_some_and(|key| key.is_digit());
    let keys: Vec<String> = app.keys.keys(record).iter().filter(|c| !number(c)).map(Chord::to_string).collect();
    keys.join(" ")
}

/// Draws it.
pub fn view(app: &App, chooser: &Chooser, outer: Rect, rows: Rect, canvas: &mut Canvas<'_>) {
    let title = match chooser.kind {
        Kind::Help => "Help: type to filter, Enter runs",
        Kind::Palette => "Commands: type to find, Enter runs",
        Kind::Menu => "What can be done here: Enter runs",
        Kind::Screens => "Screens: Enter goes there",
    };
    let theme = canvas.theme.clone();
    let (left, all) = (chooser.shown.len() + chooser.runs_shown.len(), chooser.all.len() + chooser.runs.len());
    let inner = canvas.frame(outer, title, &format!("{left}/{all}"), true);
    if inner.is_empty() {
        return;
    }
    if left == 0 {
        let words = format!("No action matches \"{}\". Esc closes.", chooser.prompt.text());
        canvas.paragraph(rows, &words, theme.quiet);
    }
    let name_width = chooser.all.iter().map(|r| text::width(r.name)).max().unwrap_or(0).min(36) as u16;
    let headed = chooser.kind == Kind::Help && chooser.prompt.is_empty();
    let heading_width = if headed { 9 } else { 0 };
    canvas.rows(rows, chooser.cursor, left, true, |canvas, index, row, style| {
        let Some(record) = chooser.shown.get(index).copied() else {
            let run = chooser.runs_shown.get(index - chooser.shown.len()).and_then(|at| chooser.runs.get(*at));
            canvas.put(row.x + 12, row.y, row.width.saturating_sub(12), run.map_or("", |(_, words)| words), style);
            return;
        };
        let ready = record.allowed(app);
        // A colour on the selected row would become its background.
        let tone = |other| if index == chooser.cursor.at { style } else { style.patch(other) };
        let mut x = row.x;
        if headed {
            let first = index == chooser.cursor.offset || chooser.shown[index - 1].group != record.group;
            if first {
                canvas.put(x, row.y, heading_width - 1, record.group.title(), tone(theme.strong));
            }
            x += heading_width;
        }
        canvas.put(x, row.y, 11, &keys(app, record), tone(if ready.is_ok() { theme.key } else { theme.quiet }));
        x += 12;
        canvas.put(x, row.y, name_width, record.name, if ready.is_ok() { style } else { tone(theme.quiet) });
        x += name_width + 2;
        let words = match ready {
            Ok(()) => record.help.to_owned(),
            Err(why) => format!("not now: {why}"),
        };
        canvas.put(x, row.y, row.right().saturating_sub(x), &words, tone(theme.quiet));
    });
    let of_run = chooser.run().map_or(String::new(), |_| "Go to this run.".to_owned());
    let sentence = chooser.selected().map_or(of_run, |r| match r.allowed(app) {
        Ok(()) => r.help.to_owned(),
        Err(why) => format!("Not now: {why}."),
    });
    let below = Rect { y: rows.bottom(), height: inner.bottom().saturating_sub(rows.bottom()), ..inner };
    canvas.paragraph(below, &sentence, theme.quiet);
    // By its id it stands in keys.toml; the sentence needs its room first.
    let last = text::wrap(&sentence, below.width.into()).into_iter().nth(1).unwrap_or_default();
    if let Some(record) =
        chooser.selected().filter(|record| text::width(record.id) + text::width(&last) < below.width.into())
    {
        canvas.put_right(inner.right(), inner.bottom().saturating_sub(1), below.width, record.id, theme.quiet);
    }
    // Last, so that the terminal's cursor stands in the field.
    let x = canvas.put(inner.x, inner.y, 2, "/ ", theme.key);
    chooser.prompt.view(Rect { x, y: inner.y, width: inner.right().saturating_sub(x), height: 1 }, theme.typed, canvas);
}
