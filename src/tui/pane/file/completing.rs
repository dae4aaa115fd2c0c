//! Typing the path of a file: what it may go on with is listed as one types; Tab takes what all of it have in common.

use super::take;
use crate::backend::Command;
use crate::model::DisplayText;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::Cursor;

/// What a key asks of the paths that are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wants {
    /// Go into the selected folder, or take the selected file.
    Take,
    /// Type what all of them begin with.
    Complete,
}

/// Asks how the path may go on.
pub(super) fn ask(app: &mut App, out: &mut Effects) {
    // A path that begins anew behind another one is meant to stand alone: nobody deletes what is offered first.
    let text = app.file.prompt.text();
    if let Some(at) = text.rfind("//").or_else(|| text.rfind("/~/")).filter(|at| at + 1 < text.len()) {
        let anew = text[at + 1..].to_owned();
        app.file.prompt.set(&anew);
        app.file.prompt.typing = true;
    }
    let generation = app.next_generation();
    app.file.paths_asked = Some(generation);
    app.file.wants = None;
    out.send(Command::Paths { generation, text: app.file.prompt.text().to_owned() });
}

/// Does what a key asks for; once the answer is there, where what is listed belongs to what was typed before.
pub(super) fn want(app: &mut App, wants: Wants, out: &mut Effects) -> bool {
    if app.file.paths_asked.is_some() {
        app.file.wants = Some(wants);
        return true;
    }
    match wants {
        Wants::Take => enter(app, out),
        Wants::Complete => complete(app, out),
    }
}

/// Takes the answer, and does what was asked for meanwhile.
pub(super) fn answered(app: &mut App, paths: Vec<DisplayText>, out: &mut Effects) {
    (app.file.paths, app.file.paths_asked) = (paths, None);
    app.file.cursor = Cursor::default();
    if let Some(wants) = app.file.wants.take() {
        want(app, wants, out);
    }
}

/// Enter: goes into the selected folder, or takes the selected file; what was typed, where nothing is listed.
fn enter(app: &mut App, out: &mut Effects) -> bool {
    let selected = app.file.paths.get(app.file.cursor.at).map(|path| path.to_string());
    let typed = app.file.prompt.text().to_owned();
    match selected {
        Some(folder) if folder.ends_with('/') => {
            app.file.prompt.set(&folder);
            app.file.prompt.typing = true;
            ask(app, out);
        }
        Some(file) => take(app, &file, out),
        None if typed.trim().is_empty() => return false,
        None => take(app, typed.trim(), out),
    }
    true
}

/// Tab: takes what everything that is listed begins with; the selected one where that is nothing more.
fn complete(app: &mut App, out: &mut Effects) -> bool {
    let paths: Vec<&str> = app.file.paths.iter().map(|path| path.as_str()).collect();
    let Some(first) = paths.first() else { return false };
    let common = paths.iter().skip(1).fold(*first, |common, path| shared(common, path));
    let next = match common.len() > app.file.prompt.text().len() {
        true => common.to_owned(),
        false => paths.get(app.file.cursor.at).map(|path| (*path).to_owned()).unwrap_or_default(),
    };
    app.file.prompt.set(&next);
    app.file.prompt.typing = true;
    ask(app, out);
    true
}

/// What both begin with.
fn shared<'a>(a: &'a str, b: &str) -> &'a str {
    let end = a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    &a[..end.unwrap_or_else(|| a.len().min(b.len()))]
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn what_is_shared_ends_between_characters() {
        assert_eq!(shared("leavers.csv", "leave.txt"), "leave");
        assert_eq!(shared("grün", "grüße"), "grü");
        assert_eq!(shared("a", "b"), "");
        assert_eq!(shared("abc", "ab"), "ab");
    }
}
