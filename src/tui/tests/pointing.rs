//! Whatever can be seen can be clicked, and a click does no more than the key for it.

use crate::backend::{Command, Event};
use crate::model::RunState;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::app::update;
use crate::tui::effect::Effect;
use crate::tui::fake::Desk;
use crate::tui::input::Input;
use crate::tui::overlay::{Overlay, confirm, decide};
use crate::tui::pane::{Pane, Screen, story};
use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

const CLICK: MouseEventKind = MouseEventKind::Down(MouseButton::Left);
const MENU: MouseEventKind = MouseEventKind::Down(MouseButton::Right);

fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk
}

fn mouse(kind: MouseEventKind, (column, row): (u16, u16)) -> Input {
    Input::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

/// Where these words stand on a screen, by cells.
fn find(text: &str, words: &str) -> (u16, u16) {
    let (y, line) =
        text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap_or_else(|| panic!("{words} in\n{text}"));
    let x = crate::tui::widget::text::width(&line[..line.find(words).unwrap()]);
    (u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
}

fn click(desk: &mut Desk, words: &str) {
    let at = find(&desk.text(), words);
    desk.input(mouse(CLICK, at));
}

/// Clicks on words of a screen without a desk; what is sent comes back.
fn press(app: &mut App, words: &str) -> Vec<Command> {
    let (at, now) = (find(&story::screen(app), words), app.now);
    story::sent(update(app, mouse(CLICK, at), now))
}

#[test]
fn hints_of_the_footer_are_carried_out() {
    let mut desk = jane(120, 36);
    click(&mut desk, "x actions");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Chooser(_))));
    click(&mut desk, "Esc back");
    assert!(desk.app.overlays.is_empty());
    click(&mut desk, "o offboard");
    assert_eq!(desk.app.screen(), Screen::Plan);
    click(&mut desk, "? help");
    assert!(desk.text().contains("Help: type to filter"));
}

#[test]
fn every_hint_that_is_drawn_is_where_it_is_clicked() {
    for (width, height) in [(60, 15), (80, 24), (120, 36), (200, 50)] {
        let desk = jane(width, height);
        let text = desk.text();
        let drawn: Vec<_> = crate::tui::view::footer::hints(&desk.app)
            .into_iter()
            .filter(|hint| text.lines().last().unwrap().contains(&format!("{} {}", hint.key, hint.label)))
            .collect();
        assert!(drawn.len() > 3, "{text}");
        for hint in drawn {
            let (x, y) = (find(text.lines().last().unwrap(), &format!("{} {}", hint.key, hint.label)).0, height - 1);
            assert_eq!(crate::tui::view::footer::under(&desk.app, (x, y).into()), Some(hint.action), "{}", hint.label);
        }
    }
}

#[test]
fn parts_of_the_header_lead_where_they_tell_of() {
    let mut app = story::watching(120, 36, story::running());
    story::tell(&mut app, Event::Runs { generation: 0, runs: vec![story::summary(&story::running(), false)] });
    let generation = app.next_generation();
    story::tell(&mut app, Event::Runs { generation, runs: vec![story::summary(&story::running(), false)] });
    press(&mut app, "1 run");
    assert_eq!(app.screen(), Screen::Runs);
    let mut desk = jane(120, 36);
    desk.keys("F7").rest().keys("F2");
    click(&mut desk, "inbox ");
    assert_eq!(desk.app.screen(), Screen::Inbox);
    // The name of the product lists the screens, and each can be clicked.
    click(&mut desk, "lanyard");
    assert!(desk.text().contains(", and then:"), "{}", desk.text());
    click(&mut desk, "a 3 audit");
    assert_eq!((desk.app.screen(), desk.app.pressed.len()), (Screen::Audit, 0));
    click(&mut desk, "lanyard");
    desk.input(mouse(CLICK, (40, 8)));
    assert!(desk.app.pressed.is_empty(), "a click elsewhere gives it up");
}

#[test]
fn a_row_is_selected_by_one_click_and_opened_by_a_second() {
    let mut desk = jane(120, 36);
    let rows = desk.app.layout.of(Pane::Roles).unwrap().rows;
    let at = (rows.x + 3, rows.y + 1);
    desk.input(mouse(CLICK, at));
    let folded = desk.text();
    assert_eq!((desk.app.focus(), desk.app.people.roles.list().0.at), (Pane::Roles, 1));
    desk.input(mouse(CLICK, at));
    assert_ne!(desk.text(), folded, "the second click opens");
    // Anything between makes the next click a first one.
    let rows = desk.app.layout.of(Pane::Users).unwrap().rows;
    desk.input(mouse(CLICK, (rows.x + 3, rows.y + 2))).rest().keys("Down Up").rest();
    desk.input(mouse(CLICK, (rows.x + 3, rows.y + 2)));
    assert_eq!(desk.app.focus(), Pane::Users);
}

#[test]
fn a_right_click_opens_the_menu_of_what_is_there() {
    let mut desk = jane(120, 36);
    let rows = desk.app.layout.of(Pane::Members).unwrap().rows;
    desk.input(mouse(MENU, (rows.x + 3, rows.y)));
    assert_eq!(desk.app.focus(), Pane::Members);
    assert!(desk.text().contains("remove the group"), "{}", desk.text());
}

#[test]
fn the_wheel_rolls_what_is_under_it_also_in_layers() {
    let mut desk = jane(120, 36);
    let rows = desk.app.layout.of(Pane::Permissions).unwrap().rows;
    let before = desk.app.people.permissions.list().0.at;
    desk.input(mouse(MouseEventKind::ScrollDown, (rows.x, rows.y)));
    assert_eq!((desk.app.focus(), desk.app.people.permissions.list().0.at), (Pane::Users, before + 3));
    desk.keys("?");
    let (_, rows) = desk.app.layout.overlay.unwrap();
    desk.input(mouse(MouseEventKind::ScrollDown, (rows.x, rows.y)));
    let Some(Overlay::Chooser(help)) = desk.app.overlays.last_mut() else { panic!() };
    assert_eq!(help.list().0.at, 3);
}

#[test]
fn rows_of_a_layer_are_selected_and_run() {
    let mut desk = jane(120, 36);
    desk.keys("Ctrl-P").type_text("zoom");
    let at = find(&desk.text(), "zoom the pane");
    desk.input(mouse(CLICK, at));
    assert!(!desk.app.zoom);
    desk.input(mouse(CLICK, at));
    assert!(desk.app.zoom && desk.app.overlays.is_empty());
}

fn form(app: &App) -> &confirm::Form {
    let Some(Overlay::Confirm(confirm)) = app.overlays.last() else {
        panic!("no confirmation:\n{}", story::screen(app))
    };
    &confirm.form
}

#[test]
fn the_button_that_starts_obeys_the_same_rules_by_mouse() {
    use confirm::form::Place;
    let mut app = story::planned(80, 24, story::plan());
    story::press(&mut app, "Enter");
    // Before it has settled and armed nothing comes of a click.
    story::happen(&mut app, Input::Timer(crate::tui::input::Timer::Arm), 0);
    let (_, now) = ((), app.now);
    let (outer, _) = app.layout.overlay.unwrap();
    for y in outer.top()..outer.bottom() {
        for x in [outer.x + 5, outer.right() - 5] {
            let sent = story::sent(update(&mut app, mouse(CLICK, (x, y)), now));
            assert!(sent.is_empty(), "{sent:?}");
            if app.overlays.is_empty() {
                story::press(&mut app, "Enter");
            }
        }
    }
    let mut app = story::planned(80, 24, story::plan());
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    assert!(press(&mut app, "[ Offboard").is_empty());
    assert_eq!(form(&app).place, Place::Name, "what is missing is where the focus goes");
    assert!(form(&app).wrong.is_some());
    press(&mut app, "  reason");
    assert_eq!(form(&app).place, Place::Reason);
    story::type_text(&mut app, "left");
    press(&mut app, "  name");
    story::type_text(&mut app, "Jane Do");
    assert!(press(&mut app, "[ Offboard").is_empty() && form(&app).place == Place::Name, "a wrong name is refused");
    story::type_text(&mut app, "e");
    press(&mut app, "  ticket");
    story::type_text(&mut app, "HR-1");
    assert!(press(&mut app, "[ Offboard").is_empty(), "the first click only goes there");
    assert_eq!(form(&app).place, Place::Go);
    assert!(matches!(press(&mut app, "[ Offboard")[..], [Command::Confirm { .. }]));
    assert!(press(&mut app, "[ Offboard").is_empty(), "and it is sent once");
    let mut app = story::planned(80, 24, story::plan());
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    press(&mut app, "[ Back ]");
    assert!(app.overlays.is_empty());
}

#[test]
fn questions_are_answered_by_mouse() {
    let mut app = story::watching(80, 24, story::running());
    story::press(&mut app, "s");
    assert!(press(&mut app, "Esc no").is_empty() && app.overlays.is_empty());
    story::press(&mut app, "s");
    let sent = press(&mut app, "y yes");
    assert!(matches!(sent[..], [Command::Cancel(_)]), "{sent:?}");
    let mut app = story::watching(80, 24, story::running());
    crate::tui::pane::run::ours(&mut app, story::running().id);
    story::press(&mut app, "Q");
    let (at, now) = (find(&story::screen(&app), "detach"), app.now);
    let effects = update(&mut app, mouse(CLICK, at), now);
    assert!(effects.contains(&Effect::Quit), "{effects:?}");
    let mut app = story::watching(80, 24, story::over(RunState::Done, &[]));
    story::press(&mut app, "q");
    assert_eq!(app.screens.len(), 1, "nothing is asked where nothing is at work");
}

#[test]
fn a_decision_is_made_by_mouse_once_it_has_a_reason() {
    let mut desk = Desk::new(120, 36);
    desk.keys("F7").rest().keys("d");
    let place = |desk: &Desk| match desk.app.overlays.last() {
        Some(Overlay::Decide(dialog)) => Some(dialog.place),
        _ => None,
    };
    assert!(place(&desk).is_some(), "{}", desk.text());
    desk.sent.clear();
    let go = find(&desk.text(), "[ Turn it down ]");
    desk.input(mouse(CLICK, go));
    assert!(desk.sent.is_empty() && place(&desk) == Some(decide::Place::Reason), "{}", desk.text());
    desk.type_text("HR was wrong").input(mouse(CLICK, go));
    assert!(desk.sent.is_empty() && place(&desk) == Some(decide::Place::Go));
    desk.input(mouse(CLICK, go));
    assert!(matches!(desk.sent[..], [Command::RejectEvent { .. }]), "{:?}", desk.sent);
    let mut desk = Desk::new(120, 36);
    desk.keys("F7").rest().keys("d");
    click(&mut desk, "[ Back ]");
    assert!(place(&desk).is_none());
}

#[test]
fn the_mouse_is_left_to_the_terminal_by_the_key_in_force() {
    let mut desk = jane(120, 36);
    let own = crate::tui::action::own_keys::read("\"console.mouse\" = \"F11\"", Default::default());
    desk.input(Input::KeysRead { own: Box::new(own), asked: false });
    desk.keys("F11");
    assert_eq!(desk.effects, [Effect::Mouse(false)]);
    assert!(desk.text().contains("F11 takes it back."), "{}", desk.text());
    assert!(crate::tui::action::record(Action::Mouse).is_some());
}
