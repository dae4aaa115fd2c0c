//! What keys and clicks do.

use crate::backend::{Command, PeopleFilter};
use crate::tui::action::{Action, Danger, action_for, records};
use crate::tui::effect::Effect;
use crate::tui::fake::{Desk, people};
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Pane, Screen};
use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::time::Duration;

fn jane() -> Desk {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest();
    desk
}

/// Whether a command changes the tenant, or how a confirmed change goes on.
fn writes(command: &Command) -> bool {
    matches!(
        command,
        Command::Confirm { .. }
            | Command::ConfirmRows { .. }
            | Command::SteerBatch { .. }
            | Command::ResendLetter(_)
            | Command::Resume(_)
            | Command::Retry(_)
            | Command::Pause(_)
            | Command::Cancel(_)
            | Command::RejectEvent { .. }
            | Command::PostponeEvent { .. }
    )
}

#[test]
fn escape_closes_one_layer_at_a_time_and_never_quits() {
    let mut desk = jane();
    desk.keys("4 / queue Enter + Down w");
    assert_eq!(desk.app.screen(), Screen::Question);
    desk.keys("Esc");
    assert!(desk.app.screen() == Screen::People && desk.app.zoom, "as it was left");
    desk.keys("Esc");
    assert!(desk.app.people.permissions.outline.filter.is_empty() && desk.app.zoom);
    desk.keys("Esc");
    assert!(!desk.app.zoom);
    desk.keys("Esc");
    assert_eq!(desk.app.focus(), Pane::Users);
    desk.keys("Esc").answer();
    assert!(desk.app.people.query.is_empty());
    for _ in 0..20 {
        desk.keys("Esc");
    }
    assert!(!desk.effects.contains(&Effect::Quit));
    assert_eq!(desk.app.screen(), Screen::People);
}

#[test]
fn control_c_twice_quits_and_any_other_key_disarms_it() {
    let mut desk = jane();
    desk.keys("Ctrl-C");
    assert!(desk.text().contains("Ctrl-C again quits"));
    desk.keys("Down Ctrl-C");
    assert!(desk.effects.is_empty());
    desk.wait(Duration::from_millis(2001));
    assert!(!desk.text().contains("Ctrl-C again quits"));
    desk.keys("Ctrl-C Ctrl-C");
    assert_eq!(desk.effects, [Effect::Quit]);
}

#[test]
fn letters_are_typed_while_a_field_is_open_and_mean_something_else_after() {
    let mut desk = Desk::new(80, 24);
    desk.keys("o q x 1").rest();
    assert_eq!(desk.app.people.query.text(), "oqx1");
    assert!(desk.effects.is_empty() && desk.app.overlays.is_empty());
    desk.keys("Esc").rest();
    desk.keys("?");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Chooser(_))), "no search begins with ?");
}

#[test]
fn a_paste_is_text_and_triggers_nothing() {
    let mut desk = Desk::new(80, 24);
    desk.input(Input::Paste("Jane\nq\u{1b}[A\to".into()));
    assert_eq!(desk.app.people.query.text(), "Jane q[A o");
    desk.keys("Enter").rest().effects.clear();
    desk.sent.clear();
    desk.input(Input::Paste("oqx".into()));
    assert!(desk.sent.is_empty() && desk.effects.is_empty(), "outside a field a paste is nothing");
}

#[test]
fn enter_never_sends_what_changes_the_tenant() {
    for pane in ["1", "2", "3", "4"] {
        for layer in ["", "?", "x", "Ctrl-P", "@"] {
            let mut desk = jane();
            desk.keys(pane).rest();
            if !layer.is_empty() {
                desk.keys(layer);
            }
            for _ in 0..4 {
                desk.keys("Enter Down");
                assert!(!desk.sent.iter().any(writes), "{pane} {layer}: {:?}", desk.sent);
                desk.rest();
            }
        }
    }
}

#[test]
fn no_action_of_the_people_screen_changes_the_tenant() {
    for record in records().filter(|r| r.danger == Danger::None) {
        let mut desk = jane();
        let mut out = crate::tui::effect::Effects::default();
        desk.app.perform(record.action, &mut out);
        for effect in out.into_vec() {
            assert!(!matches!(&effect, Effect::Send(command) if writes(command)), "{}: {effect:?}", record.id);
        }
    }
}

#[test]
fn offboarding_asks_for_a_plan_and_opens_it() {
    let mut desk = jane();
    desk.keys("o");
    assert!(matches!(&desk.sent[..], [Command::Plan { who, recipe: None, .. }, ..]
        if *who == people::search("jan")[0].person.id));
    assert_eq!(desk.app.screen(), Screen::Plan);
    desk.keys("q");
    assert_eq!(desk.app.screen(), Screen::People);
}

#[test]
fn what_cannot_be_had_says_why() {
    let mut desk = Desk::new(80, 24);
    desk.keys("wolfe Enter").rest();
    desk.keys("o");
    assert!(desk.sent.is_empty());
    assert!(desk.text().contains("is deleted already"), "{}", desk.text());
    desk.keys("Esc x");
    assert!(desk.text().contains("not now"));
}

#[test]
fn tab_visits_all_panes_and_comes_round() {
    for size in [(80, 24), (120, 36)] {
        let mut desk = Desk::new(size.0, size.1);
        desk.keys("jan Enter").rest();
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(desk.app.focus());
            assert!(desk.app.layout.of(desk.app.focus()).is_some(), "the focus is on a pane that can be seen");
            desk.keys("Tab");
        }
        assert_eq!(seen, Pane::on(Screen::People));
        assert_eq!(desk.app.focus(), Pane::Users);
        desk.keys("S-Tab");
        assert_eq!(desk.app.focus(), Pane::Permissions);
    }
}

#[test]
fn a_role_narrows_the_permissions_and_a_group_is_read() {
    let mut desk = jane();
    desk.keys("3 Down").rest();
    assert!(desk.text().contains("4 Effective permissions: only Agent"));
    assert!(desk.text().contains("4/8"));
    desk.keys("Down Down Down").wait(Duration::from_millis(130));
    assert!(matches!(&desk.sent[..], [Command::OpenGroup { .. }]), "{:?}", desk.sent);
    desk.rest();
    assert!(desk.text().contains("2 Group members: Night shift"));
    assert!(desk.text().contains("gives Supervisor (EMEA): 4 permissions"));
}

#[test]
fn folding_and_unfolding() {
    let mut desk = jane();
    let rows = |desk: &mut Desk| desk.app.people.roles.list().1;
    assert_eq!(rows(&mut desk), 6);
    desk.keys("3 Down Right");
    assert_eq!(rows(&mut desk), 8, "two policies");
    desk.keys("Down Left");
    assert_eq!(desk.app.people.roles.list().0.at, 1, "from a policy to its role");
    desk.keys("Left Left Left");
    assert_eq!(rows(&mut desk), 3, "closed, then to the source, then the source folded");
}

#[test]
fn a_member_can_be_followed() {
    let mut desk = jane();
    desk.keys("2 Enter").rest();
    desk.keys("Enter").answer();
    assert_eq!(desk.app.focus(), Pane::Users);
    assert!(desk.app.people.query.text().starts_with("annsmith"));
}

#[test]
fn copies_go_to_the_clipboard_and_are_told() {
    let mut desk = jane();
    desk.keys("y Y 4 y");
    let id = people::search("jan")[0].person.id.to_string();
    let expected = [id.clone(), "janedoe.0@acme.example".into(), "conversation:call:accept".into()];
    assert_eq!(desk.effects, expected.map(Effect::Copy));
    assert!(desk.app.notices.newest_first().any(|n| n.text.as_str().contains(&id)));
}

#[test]
fn the_state_filter_goes_round_and_escape_clears_it() {
    let mut desk = jane();
    desk.keys("f f");
    assert_eq!(desk.app.people.filter, PeopleFilter::Inactive);
    assert!(matches!(desk.sent.last(), Some(Command::Search { filter: PeopleFilter::Inactive, .. })));
    assert!(desk.text().contains("1 Users: inactive"));
    desk.keys("Esc Esc");
    assert_eq!(desk.app.people.filter, PeopleFilter::All);
}

fn mouse(kind: MouseEventKind, column: u16, row: u16) -> Input {
    Input::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

#[test]
fn the_mouse_focuses_selects_and_scrolls() {
    let mut desk = jane();
    let click = MouseEventKind::Down(MouseButton::Left);
    desk.input(mouse(click, 5, 4)).rest();
    assert_eq!(desk.app.people.chosen.as_ref().unwrap().person.name.as_str(), "Ján Kováč");
    let place = desk.app.layout.of(Pane::Permissions).unwrap().rows;
    desk.input(mouse(click, place.x + 3, place.y + 2));
    assert_eq!(desk.app.focus(), Pane::Permissions);
    assert_eq!(desk.app.people.permissions.list().0.at, 2);
    desk.input(mouse(MouseEventKind::ScrollDown, place.x, place.y));
    assert_eq!(desk.app.people.permissions.list().0.at, 5);
    desk.keys("F9");
    assert_eq!(desk.effects.last(), Some(&Effect::Mouse(false)));
}

#[test]
fn the_terminals_cursor_stands_on_the_field_or_the_row_with_the_focus() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jan");
    assert_eq!(desk.cursor(), Some((14, 1)), "behind what is typed: {}", desk.text());
    desk.keys("Enter").rest();
    assert_eq!(desk.cursor(), Some((1, 2)));
    desk.keys("Down");
    assert_eq!(desk.cursor(), Some((1, 3)));
    desk.keys("? x");
    assert_eq!(desk.cursor().unwrap().1, 2, "in the layer's field");
}

#[test]
fn tabs_can_be_clicked() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jan Enter").rest();
    let (pane, area) = desk.app.layout.tabs[2];
    desk.input(mouse(MouseEventKind::Down(MouseButton::Left), area.x, area.y));
    assert_eq!(desk.app.focus(), pane);
}

#[test]
fn every_action_is_in_the_help_exactly_once() {
    let mut desk = jane();
    desk.keys("?");
    let Some(Overlay::Chooser(help)) = desk.app.overlays.last() else { panic!("no help") };
    let mut shown: Vec<_> = help.shown().iter().map(|r| r.id).collect();
    let mut all: Vec<_> = records().map(|r| r.id).collect();
    shown.sort_unstable();
    all.sort_unstable();
    assert_eq!(shown, all);
    assert_eq!(help.selected().unwrap().id, "people.offboard", "what holds here comes first");
}

#[test]
fn the_help_runs_the_row_and_the_palette_remembers() {
    let mut desk = jane();
    desk.keys("? zoom Enter");
    assert!(desk.app.zoom && desk.app.overlays.is_empty());
    desk.keys("Ctrl-P");
    let Some(Overlay::Chooser(palette)) = desk.app.overlays.last() else { panic!("no palette") };
    assert_eq!(palette.selected().unwrap().action, Action::Zoom);
    desk.keys("Esc");
    assert_eq!(desk.app.focus(), Pane::Users, "the focus is back where it was");
}

#[test]
fn every_hint_of_the_footer_works_and_help_is_always_among_them() {
    for size in [(60, 15), (80, 24), (120, 36)] {
        for keys in ["", "Esc", "2", "3", "4 /", "?", "x"] {
            let mut desk = Desk::new(size.0, size.1);
            desk.keys("jan Enter").rest();
            if !keys.is_empty() {
                desk.keys(keys);
            }
            for hint in crate::tui::view::footer::hints(&desk.app) {
                let key = crate::tui::action::Key::parse(&hint.key).unwrap();
                assert_eq!(action_for(&desk.app, key), Some(hint.action), "{}", hint.label);
                assert!(!desk.app.typing() || !key.types(), "{} would be typed into the field", hint.label);
            }
            let text = desk.text();
            let footer = text.lines().last().unwrap();
            assert!(footer.contains("help") || !desk.app.overlays.is_empty(), "{footer}");
        }
    }
}

#[test]
fn leaving_the_first_screen_quits() {
    let mut desk = jane();
    desk.keys("q");
    assert_eq!(desk.effects, [Effect::Quit]);
    let mut desk = jane();
    desk.input(Input::Terminate);
    assert_eq!(desk.effects, [Effect::Quit]);
}

#[test]
fn a_panic_on_purpose_is_in_no_list_and_comes_by_its_whole_id_only() {
    let mut desk = jane();
    desk.keys("Ctrl-P panic");
    assert!(!desk.text().contains("on purpose"), "{}", desk.text());
    desk.keys("Esc Ctrl-P debug.panic Enter");
    assert_eq!(desk.effects.last(), Some(&Effect::Panic(crate::tui::action::hidden::Fault::Drawing)));
}
