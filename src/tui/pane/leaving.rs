//! What must hold on every screen when somebody wants to get out of it, or only looks around: nothing ends by surprise, and
//! neither Enter nor a letter nor a click writes.

use super::Screen;
use super::safety::{STORIES, acts, decides, press};
use crate::model::KeyPreset;
use crate::tui::action::Keymap;
use crate::tui::app::{App, update};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::overlay::{Layer, Overlay};
use crate::tui::pane::story;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// Presses a key; every effect comes back.
fn effects(app: &mut App, code: KeyCode, modifiers: KeyModifiers) -> Vec<Effect> {
    let now = app.now;
    update(app, Input::Key(KeyEvent::new(code, modifiers)), now)
}

fn top(app: &App) -> Option<Layer> {
    app.overlays.last().map(Overlay::layer)
}

#[test]
fn escape_takes_one_layer_at_a_time_and_never_ends_the_console() {
    for (name, make) in STORIES {
        let mut app = make(80, 24);
        for _ in 0..25 {
            let (layers, screens) = (app.overlays.len(), app.screens.clone());
            let effects = effects(&mut app, KeyCode::Esc, KeyModifiers::NONE);
            assert!(!effects.contains(&Effect::Quit), "Esc on {name} ends it");
            if layers > 0 {
                assert_eq!(app.overlays.len(), layers - 1, "on {name} Esc closes the top layer and nothing else");
                assert_eq!(app.screens, screens, "on {name}");
            } else {
                assert!(app.overlays.is_empty(), "on {name} Esc opens nothing");
                assert!(app.screens.len() + 1 >= screens.len(), "on {name} Esc leaves one screen at most");
            }
        }
        assert!(app.overlays.is_empty(), "{name}: {:?}", app.overlays);
        assert!(matches!(app.screen(), Screen::People | Screen::Inbox), "{name}: {:?}", app.screens);
    }
}

/// What somebody would miss: the screen, the pane, the row, what was typed.
fn stand(app: &mut App) -> (Vec<Screen>, super::Pane, Option<usize>, Option<String>) {
    let (screens, focus, screen) = (app.screens.clone(), app.focus(), app.screen());
    let row = super::list(app, focus).map(|(cursor, _)| cursor.at);
    (screens, focus, row, super::prompt(app, screen).map(|prompt| prompt.text().to_owned()))
}

#[test]
fn going_somewhere_and_back_comes_back_to_the_same_row() {
    for (name, make) in STORIES {
        let mut app = make(120, 36);
        // In a dialog the screens cannot be gone to.
        if !app.overlays.is_empty() || matches!(app.screen(), Screen::Notices) {
            continue;
        }
        press(&mut app, "Down");
        // A message would be the first to go.
        let now = app.now;
        app.notices.dismiss(now);
        let before = stand(&mut app);
        press(&mut app, "F8");
        assert_eq!(app.screen(), Screen::Notices, "{name}");
        press(&mut app, "Esc");
        assert_eq!(stand(&mut app), before, "{name}");
        for layer in ["F1", "Ctrl-P"] {
            press(&mut app, layer);
            assert_eq!(top(&app), Some(Layer::Chooser), "{layer} on {name}");
            press(&mut app, "Esc");
            assert_eq!(stand(&mut app), before, "{layer} on {name}");
        }
    }
}

#[test]
fn the_first_control_c_never_ends_the_console_and_the_second_does() {
    for (name, make) in STORIES {
        let mut app = make(80, 24);
        let first = effects(&mut app, KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(!first.contains(&Effect::Quit), "{name}");
        assert!(story::screen(&app).contains("Ctrl-C again quits"), "{name}:\n{}", story::screen(&app));
        let mut other = make(80, 24);
        effects(&mut other, KeyCode::Char('c'), KeyModifiers::CONTROL);
        effects(&mut other, KeyCode::Down, KeyModifiers::NONE);
        let disarmed = effects(&mut other, KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(!disarmed.contains(&Effect::Quit), "{name}: any other key disarms it");
        let second = effects(&mut app, KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(second.contains(&Effect::Quit), "{name}");
    }
}

#[test]
fn closing_leaves_one_screen_and_ends_only_from_the_first() {
    for (name, make) in STORIES {
        let mut app = make(80, 24);
        if !app.overlays.is_empty() || app.typing() {
            continue;
        }
        let screens = app.screens.len();
        let effects = effects(&mut app, KeyCode::Char('q'), KeyModifiers::NONE);
        assert_eq!(effects.contains(&Effect::Quit), screens == 1, "q on {name}");
        assert!(screens == 1 || app.screens.len() == screens - 1, "q on {name}");
    }
}

#[test]
fn with_the_arrows_preset_no_letter_does_anything_anywhere() {
    for (name, make) in STORIES {
        let mut app = make(80, 24);
        app.keys = Keymap::new(KeyPreset::Arrows);
        if app.typing() {
            continue;
        }
        let before = (app.screens.clone(), app.overlays.len(), story::screen(&app));
        for sign in ('a'..='z').chain('A'..='Z').chain('0'..='9').chain("?/:@+,*".chars()) {
            let effects = effects(&mut app, KeyCode::Char(sign), KeyModifiers::NONE);
            assert!(effects.is_empty(), "{sign} on {name}: {effects:?}");
        }
        assert_eq!((app.screens.clone(), app.overlays.len(), story::screen(&app)), before, "{name}");
    }
}

#[test]
fn no_click_and_no_second_click_writes_anywhere() {
    for (name, make) in STORIES {
        let mut app = make(80, 24);
        let fresh = (app.screens.clone(), top(&app));
        for y in 0..24 {
            for x in [3, 14, 40, 66] {
                let asked = matches!(top(&app), Some(Layer::Ask | Layer::Leave));
                // A menu opens wherever the right button is pressed; a few times are enough.
                let menu = (y % 8 == 4).then_some(MouseButton::Right);
                for button in [MouseButton::Left, MouseButton::Left].into_iter().chain(menu) {
                    let now = app.now;
                    let kind = MouseEventKind::Down(button);
                    let event = MouseEvent { kind, column: x, row: y, modifiers: KeyModifiers::NONE };
                    for command in story::sent(update(&mut app, Input::Mouse(event), now)) {
                        let wrote = acts(&command) || decides(&command);
                        assert!(!wrote || asked, "a click at {x},{y} on {name} sends {command:?}");
                    }
                }
                if (&app.screens, top(&app)) != (&fresh.0, fresh.1) {
                    app = make(80, 24);
                }
            }
        }
    }
}
