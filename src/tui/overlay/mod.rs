//! Layers over a screen: they take the keys while they are open, and give the focus back as it was.

pub mod ask;
pub mod chooser;
pub mod confirm;
pub mod decide;
pub mod details;
pub mod leave;
pub mod messages;
pub mod picker;
pub mod reader;

use super::action::Action;
use super::app::App;
use super::app::place::{inside, middle};
use super::effect::Effects;
use super::pane;
use super::widget::{Canvas, Cursor, Prompt};
use ratatui::layout::{Position, Rect};

/// An open layer with its state.
#[derive(Debug)]
pub enum Overlay {
    /// Help, palette or menu: actions to choose from.
    Chooser(chooser::Chooser),
    /// Names to choose from.
    Picker(picker::Picker),
    /// All notices.
    Messages(messages::Messages),
    /// A text to read.
    Reader(reader::Reader),
    /// What is known of something that went wrong.
    Details(details::Details),
    /// The confirmation of a plan.
    Confirm(Box<confirm::Confirm>),
    /// An event of the inbox is turned down or put off.
    Decide(Box<decide::Decide>),
    /// A question about a run.
    Ask(ask::Ask),
    /// What to do with the runs that are under way when the operator leaves.
    Leave(leave::Leave),
}

/// The kinds of layers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Layer {
    /// See [`Overlay::Chooser`].
    Chooser,
    /// See [`Overlay::Picker`].
    Picker,
    /// See [`Overlay::Messages`].
    Messages,
    /// See [`Overlay::Reader`].
    Reader,
    /// See [`Overlay::Details`].
    Details,
    /// See [`Overlay::Confirm`].
    Confirm,
    /// See [`Overlay::Decide`].
    Decide,
    /// See [`Overlay::Ask`].
    Ask,
    /// See [`Overlay::Leave`].
    Leave,
}

impl Layer {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Chooser,
        Self::Picker,
        Self::Messages,
        Self::Reader,
        Self::Details,
        Self::Confirm,
        Self::Decide,
        Self::Ask,
        Self::Leave,
    ];
}

impl Overlay {
    /// Its kind.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Chooser(_) => Layer::Chooser,
            Self::Picker(_) => Layer::Picker,
            Self::Messages(_) => Layer::Messages,
            Self::Reader(_) => Layer::Reader,
            Self::Details(_) => Layer::Details,
            Self::Confirm(_) => Layer::Confirm,
            Self::Decide(_) => Layer::Decide,
            Self::Ask(_) => Layer::Ask,
            Self::Leave(_) => Layer::Leave,
        }
    }

    /// The field that keys are typed into.
    pub fn prompt(&self) -> Option<&Prompt> {
        match self {
            Self::Chooser(chooser) => Some(&chooser.prompt),
            Self::Picker(picker) => Some(&picker.prompt),
            Self::Confirm(confirm) => confirm.prompt(),
            Self::Decide(decide) => decide.prompt(),
            Self::Messages(_) | Self::Reader(_) | Self::Details(_) | Self::Ask(_) | Self::Leave(_) => None,
        }
        .filter(|p| p.typing)
    }

    /// Like [`prompt`](Self::prompt), to change it.
    pub fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        match self {
            Self::Chooser(chooser) => Some(&mut chooser.prompt),
            Self::Picker(picker) => Some(&mut picker.prompt),
            Self::Confirm(confirm) => confirm.prompt_mut(),
            Self::Decide(decide) => decide.prompt_mut(),
            Self::Messages(_) | Self::Reader(_) | Self::Details(_) | Self::Ask(_) | Self::Leave(_) => None,
        }
        .filter(|p| p.typing)
    }

    /// Whether a paste may be typed into its field.
    pub fn takes_paste(&self) -> bool {
        match self {
            Self::Confirm(confirm) => confirm.takes_paste(),
            _ => true,
        }
    }
}

/// Called when the text of the top layer's field has changed.
pub fn typed(app: &mut App) {
    match app.overlays.last_mut() {
        Some(Overlay::Chooser(chooser)) => chooser.typed(),
        Some(Overlay::Picker(picker)) => picker.typed(),
        Some(Overlay::Confirm(confirm)) => confirm.typed(),
        Some(Overlay::Decide(decide)) => decide.typed(),
        _ => {}
    }
}

/// Carries out what was meant on the top layer; says whether it was anything to it.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    if matches!(action, Action::Back | Action::Interrupt) && matches!(app.overlays.last(), Some(Overlay::Confirm(_))) {
        // What was typed is kept, for the case that it is opened again.
        confirm::leave(app);
        return action == Action::Back;
    }
    if matches!(action, Action::Back | Action::Interrupt) && matches!(app.overlays.last(), Some(Overlay::Decide(_))) {
        decide::leave(app);
        return action == Action::Back;
    }
    if action == Action::Back {
        return app.close_overlay();
    }
    match app.overlays.last() {
        Some(Overlay::Chooser(_)) => chooser::act(app, action, out),
        Some(Overlay::Picker(_)) => picker::act(app, action, out),
        Some(Overlay::Confirm(_)) => confirm::act(app, action, out),
        Some(Overlay::Decide(_)) => decide::act(app, action, out),
        Some(Overlay::Ask(_) | Overlay::Leave(_)) => asked(app, action, out),
        Some(Overlay::Messages(_)) if action == Action::Open => details::of_selected(app),
        Some(Overlay::Messages(_) | Overlay::Reader(_) | Overlay::Details(_)) => scroll(app, action),
        None => false,
    }
}

/// What a question offers has its effect where the run is.
fn asked(app: &mut App, action: Action, out: &mut Effects) -> bool {
    matches!(action, Action::Run(_)) && pane::act(app, action, out)
}

/// Takes a click on a field, a button or an answer of the top layer; says whether there was one. What it does is what the
/// key for it does, and no more.
pub fn clicked(app: &mut App, at: Position, out: &mut Effects) -> bool {
    let action = match app.overlays.last() {
        Some(Overlay::Confirm(_)) => return confirm::clicked(app, at, out),
        Some(Overlay::Decide(_)) => return decide::clicked(app, at, out),
        Some(Overlay::Ask(ask)) => ask.under(app, at),
        Some(Overlay::Leave(leave)) => leave.under(app, at),
        Some(Overlay::Chooser(_) | Overlay::Picker(_) | Overlay::Messages(_)) => None,
        Some(Overlay::Reader(_) | Overlay::Details(_)) | None => None,
    };
    let Some(action) = action else { return false };
    app.perform(action, out);
    true
}

/// Moves in the list of the top layer.
pub fn scroll(app: &mut App, action: Action) -> bool {
    let height = app.layout.overlay.map_or(0, |(_, rows)| rows.height as usize);
    let Action::Move(step) = action else { return false };
    list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
}

/// The cursor of the top layer's list with the list's length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let notices = app.notices.len();
    let (width, height) = app.layout.overlay.map_or((0, 0), |(_, rows)| (rows.width as usize, rows.height as usize));
    match app.overlays.last_mut()? {
        Overlay::Chooser(chooser) => Some(chooser.list()),
        Overlay::Picker(picker) => Some(picker.list()),
        Overlay::Messages(messages) => Some((&mut messages.cursor, notices)),
        Overlay::Reader(reader) => Some(reader.list(width, height)),
        Overlay::Details(details) => Some(details.list(width, height)),
        Overlay::Confirm(_) | Overlay::Decide(_) | Overlay::Ask(_) | Overlay::Leave(_) => None,
    }
}

/// Works out where a layer stands: all of it, and the rows of its list.
pub fn place(app: &App, overlay: &Overlay, body: Rect) -> (Rect, Rect) {
    let outer = match overlay {
        Overlay::Chooser(chooser) => chooser.place(body),
        Overlay::Picker(picker) => picker.place(body),
        Overlay::Messages(_) | Overlay::Reader(_) => {
            middle(body, body.width.saturating_sub(4).min(110), body.height.saturating_sub(2))
        }
        Overlay::Details(details) => details.place(body),
        Overlay::Confirm(confirm) => confirm.place(app, body),
        Overlay::Decide(dialog) => decide::place(app, dialog, body),
        Overlay::Ask(ask) => ask.place(body),
        Overlay::Leave(leave) => leave.place(app, body),
    };
    let mut rows = inside(outer);
    if matches!(overlay, Overlay::Chooser(_) | Overlay::Picker(_)) {
        // The field is above the list, two lines about the selected row below it.
        rows.y += 1.min(rows.height);
        rows.height = rows.height.saturating_sub(3);
    }
    if matches!(overlay, Overlay::Details(_)) {
        // How to copy it stands below.
        rows.height = rows.height.saturating_sub(2);
    }
    (outer, rows)
}

/// Draws every open layer, the top one with the focus.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let (Some(overlay), Some((outer, rows))) = (app.overlays.last(), app.layout.overlay) else { return };
    canvas.forget_cursor();
    // What is covered steps back.
    let quiet = canvas.theme.covered;
    canvas.tint(app.layout.body, quiet);
    canvas.clear(outer);
    match overlay {
        Overlay::Chooser(chooser) => chooser::view(app, chooser, outer, rows, canvas),
        Overlay::Picker(picker) => picker::view(picker, outer, rows, canvas),
        Overlay::Messages(messages) => messages::view(app, messages, outer, canvas),
        Overlay::Reader(reader) => reader::view(reader, outer, canvas),
        Overlay::Details(details) => details::view(details, outer, canvas),
        Overlay::Confirm(confirm) => confirm::view(app, confirm, outer, canvas),
        Overlay::Decide(dialog) => decide::view(app, dialog, outer, canvas),
        Overlay::Ask(ask) => ask::view(app, ask, outer, canvas),
        Overlay::Leave(leave) => leave::view(app, leave, outer, canvas),
    }
}
