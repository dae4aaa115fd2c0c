//! The tour as it is drawn: a strip above the footer, of three lines where there is room.

use super::steps::STEPS;
use super::{Act, Next, Tour, Walk};
use crate::tui::action::{self, Action, key_shown};
use crate::tui::app::App;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// How many lines the strip takes on this screen.
pub fn height(app: &App) -> u16 {
    match (app.tour.under_way(), app.size.1) {
        (false, _) => 0,
        (true, 24..) => 3,
        (true, 18..) => 2,
        (true, _) => 1,
    }
}

/// What to do now; none where no tour is under way.
pub fn next(app: &App) -> Option<Next> {
    let Tour { walk: Some(walk), .. } = &app.tour else { return None };
    Some(match STEPS.get(walk.at) {
        Some(step) => (step.next)(app),
        None => Next::Press(Action::Tour(Act::End), "shows what was done and how to go on.".to_owned()),
    })
}

/// The number and the title of the step.
fn title(walk: &Walk) -> String {
    match STEPS.get(walk.at) {
        Some(step) => format!("Step {} of {}  {}", walk.at + 1, STEPS.len(), step.title),
        None => format!("+ That was the tour: {} steps are behind you.", STEPS.len()),
    }
}

/// The keys of the tour itself.
fn keys(app: &App, walk: &Walk) -> String {
    let hint = |act: Act| {
        let record = action::record(Action::Tour(act))?;
        Some(format!("{} {}", key_shown(app, record)?, record.label))
    };
    let acts: &[Act] = if walk.at < STEPS.len() { &[Act::Skip, Act::End] } else { &[] };
    acts.iter().filter_map(|act| hint(*act)).collect::<Vec<_>>().join("  ")
}

/// Draws the strip.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let (area, Some(walk), Some(next)) = (app.layout.tour, &app.tour.walk, next(app)) else { return };
    if area.is_empty() {
        return;
    }
    let (strong, quiet) = (canvas.theme.strong, canvas.theme.quiet);
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if area.height == 1 {
        let lead = if walk.at < STEPS.len() { format!("Step {}: ", walk.at + 1) } else { "Tour: ".to_owned() };
        let x = canvas.put(inner.x, inner.y, inner.width, &lead, strong);
        say(app, &next, Rect { x, width: inner.right().saturating_sub(x), ..inner }, canvas);
        return;
    }
    let keys = keys(app, walk);
    let wide = u16::try_from(text::width(&keys)).unwrap_or(0);
    canvas.put(inner.x, inner.y, inner.width.saturating_sub(wide + 2), &title(walk), strong);
    canvas.put_right(inner.right(), inner.y, wide, &keys, quiet);
    let line = |y: u16| Rect { y: inner.y + y, height: 1, ..inner };
    say(app, &next, line(1), canvas);
    if area.height > 2 {
        let why = STEPS.get(walk.at).map_or("Nothing of it has left this practice tenant.", |step| step.why);
        let style = canvas.theme.text;
        canvas.put(line(2).x + 2, line(2).y, line(2).width.saturating_sub(2), why, style);
    }
}

/// The one thing to do, its key standing out.
fn say(app: &App, next: &Next, line: Rect, canvas: &mut Canvas<'_>) {
    let (lead, key, words) = next.parts(app);
    let (strong, key_style, plain) = (canvas.theme.strong, canvas.theme.key, canvas.theme.text);
    let mark = if matches!(next, Next::Wait(_)) { ". " } else { "> " };
    let room = |x: u16| line.right().saturating_sub(x);
    let x = canvas.put(line.x, line.y, line.width, mark, strong);
    let x = canvas.put(x, line.y, room(x), lead, strong);
    let x = canvas.put(x, line.y, room(x), &key, key_style.patch(strong));
    canvas.put(x, line.y, room(x), &words, plain);
}
