//! What is set, where that comes from and what it means. The console reads settings and writes none: a theme chosen here
//! holds until the end, and the line that keeps it is there to be copied.

mod meaning;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::Severity;
use crate::model::{DisplayText, ThemeName};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::picker::{Item, Picker};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::question::Pick;
use crate::tui::pane::{Pane, Screen};
use crate::tui::theme::Look;
use crate::tui::widget::{Cursor, Narrow, Prompt};

/// The name of the setting that can be tried out here.
const THEME: &str = "theme";

/// One effective setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingLine {
    /// Its name, as in `config.toml` where it can stand there.
    pub name: DisplayText,
    /// What holds; of a secret only whether and where it is set.
    pub value: DisplayText,
    /// Where it comes from.
    pub origin: DisplayText,
}

impl SettingLine {
    /// A setting with what holds and where that comes from.
    pub fn new(name: impl Into<DisplayText>, value: impl Into<DisplayText>, origin: impl Into<DisplayText>) -> Self {
        Self { name: name.into(), value: value.into(), origin: origin.into() }
    }
}

/// What the screen knows.
#[derive(Debug, Default)]
pub struct SettingsPane {
    lines: Vec<SettingLine>,
    cursor: Cursor,
    prompt: Prompt,
}

impl SettingsPane {
    /// Takes over every effective setting. A theme that nobody has set is the one that suits the terminal.
    pub fn set(&mut self, lines: Vec<SettingLine>, theme: ThemeName) {
        self.lines = lines;
        if let Some(line) = self.theme_line().filter(|line| line.value.as_str().parse::<ThemeName>().is_err()) {
            line.value = theme.as_str().into();
            line.origin = "what suits this terminal".into();
        }
    }

    fn theme_line(&mut self) -> Option<&mut SettingLine> {
        self.lines.iter_mut().find(|line| line.name.as_str() == THEME)
    }
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Choose another theme for this session.
    Theme,
}

/// The settings that the filter leaves in.
fn shown(app: &App) -> Vec<&SettingLine> {
    let narrow = Narrow::new(app.settings.prompt.text());
    let words = |line: &SettingLine| {
        format!("{} {} {} {}", line.name, line.value, line.origin, meaning::of(line.name.as_str()))
    };
    app.settings.lines.iter().filter(|line| narrow.holds(&words(line))).collect()
}

fn selected(app: &App) -> Option<&SettingLine> {
    shown(app).get(app.settings.cursor.at).copied()
}

/// The line that keeps a setting, as `config.toml` has it; none for what cannot stand there.
fn kept_by(line: &SettingLine) -> Option<String> {
    let name = line.name.as_str();
    let value = line.value.as_str();
    // Folders, lists and tables are not written as what they show here.
    let plain = matches!(value, "true" | "false") || value.parse::<u64>().is_ok();
    match name {
        _ if plain && !name.contains(' ') => Some(format!("{name} = {value}")),
        "theme" | "key_preset" | "environment" | "recipe" | "operator" => Some(format!("{name} = {value:?}")),
        _ => None,
    }
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act) -> bool {
    match act {
        Act::Theme => {
            app.settings.prompt.typing = false;
            let note = |theme: ThemeName| match theme {
                ThemeName::Terminal => "the terminal's own sixteen colours on its own background",
                ThemeName::Light => "made for a light background",
                ThemeName::Dark => "made for a dark background",
                ThemeName::HighContrast => "few colours, as far apart as they can be",
                ThemeName::Monochrome => "no colour at all",
            };
            let item = |theme: &ThemeName| Item {
                label: theme.to_string(),
                note: note(*theme).into(),
                pick: Pick::Theme(*theme),
            };
            let items = ThemeName::ALL.iter().map(item).collect();
            let at = ThemeName::ALL.iter().position(|theme| *theme == app.look.name).unwrap_or(0);
            app.open_overlay(Overlay::Picker(Picker::new("Which theme, until the console ends?", items).on(at)));
        }
    }
    true
}

/// Another theme was chosen: it holds at once and until the end.
pub fn theme_chosen(app: &mut App, theme: ThemeName) {
    app.look = Look { name: theme, ground: None, ..app.look };
    app.theme = app.look.theme();
    if let Some(line) = app.settings.theme_line() {
        line.value = theme.as_str().into();
        line.origin = "chosen in this session".into();
    }
    // The line that keeps it is under the cursor, to be copied.
    if let Some(at) = shown(app).iter().position(|line| line.name.as_str() == THEME) {
        app.settings.cursor.at = at;
    }
    let keys = if app.screen() == Screen::Settings { " (y copies)" } else { "" };
    app.notify(
        Severity::Note,
        format!("The theme is {theme} until the console ends; to keep it: theme = \"{theme}\" in config.toml{keys}."),
    );
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Settings);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => open(app),
        Action::Filter => {
            app.settings.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.settings.prompt.typing => {
            app.settings.prompt.typing = false;
            true
        }
        Action::Back if !app.settings.prompt.is_empty() => {
            app.settings.prompt.clear();
            true
        }
        Action::CopyId => copy(app, out, |line| kept_by(line).unwrap_or_else(|| line.value.to_string())),
        Action::CopyRow => copy(app, out, |line| format!("{}\t{}\t{}", line.name, line.value, line.origin)),
        _ => false,
    }
}

/// Opens the selected setting: the theme to be chosen anew, any other to be read whole.
fn open(app: &mut App) -> bool {
    let Some(line) = selected(app).cloned() else { return false };
    if line.name.as_str() == THEME {
        return act(app, Act::Theme);
    }
    app.settings.prompt.typing = false;
    let mut paragraphs = vec![
        format!("value    {}", line.value),
        format!("from     {}", line.origin),
        String::new(),
        meaning::of(line.name.as_str()).to_owned(),
    ];
    paragraphs.extend(kept_by(&line).map(|kept| format!("In config.toml: {kept}")));
    paragraphs.push("The console reads the settings and never writes them.".to_owned());
    app.open_overlay(Overlay::Reader(Reader::new(line.name.to_string(), paragraphs)));
    true
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&SettingLine) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.settings.cursor, len))
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.settings.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.settings.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    app.settings.cursor = Cursor::default();
}
