//! The settings as an operator reads them, and the theme that is tried out.

use super::{SettingLine, kept_by, meaning};
use crate::config::{Account, Environment, Flags, load};
use crate::model::ThemeName;
use crate::tui::effect::Effect;
use crate::tui::fake::Desk;
use crate::tui::theme::Theme;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys(": settings Enter");
    desk
}

#[test]
fn every_setting_with_its_origin_and_what_it_means() {
    let mut desk = desk(80, 24);
    insta::assert_snapshot!("settings_80x24", desk.text());
    desk.keys("Down Enter");
    insta::assert_snapshot!("setting_80x24", desk.text());
    desk.keys("Esc");
    desk.input(crate::tui::input::Input::Resize(120, 36));
    insta::assert_snapshot!("settings_120x36", desk.text());
}

#[test]
fn the_filter_looks_into_everything_that_is_said() {
    let mut desk = desk(80, 24);
    desk.keys("/ origin").keys("Esc Esc");
    desk.keys("/ bell Esc");
    assert!(desk.text().contains("No setting matches \"bell\""), "{}", desk.text());
    desk.keys("Esc / never Space offboarded Esc");
    assert!(desk.text().contains("protected_people") && desk.text().contains("1/9"), "{}", desk.text());
}

#[test]
fn a_theme_that_is_chosen_holds_at_once_and_says_how_it_is_kept() {
    let mut desk = desk(120, 36);
    assert!(desk.text().contains("what suits this terminal"), "{}", desk.text());
    desk.keys("t high Enter");
    assert_eq!(desk.app.look.name, ThemeName::HighContrast);
    assert_ne!(desk.app.theme, Theme::ansi());
    assert!(desk.text().contains("to keep it: theme = \"high-contrast\" in config.toml (y copies)"), "{}", desk.text());
    assert!(desk.text().contains("chosen in this session"));
    desk.keys("y");
    assert!(desk.effects.contains(&Effect::Copy("theme = \"high-contrast\"".into())), "{:?}", desk.effects);
}

#[test]
fn only_what_can_stand_in_the_file_is_offered_as_a_line_of_it() {
    let kept = |name: &str, value: &str| kept_by(&SettingLine::new(name, value, "default"));
    assert_eq!(kept("batch_limit", "50").unwrap(), "batch_limit = 50");
    assert_eq!(kept("environment", "test").unwrap(), "environment = \"test\"");
    assert_eq!(kept("client_secret", "set by LANYARD_CLIENT_SECRET"), None);
    assert_eq!(kept("protected_people", "none"), None);
}

#[test]
fn every_setting_there_is_has_a_meaning() {
    let dir = std::env::temp_dir();
    let flags = Flags { config_dir: Some(dir.clone()), data_dir: Some(dir), ..Flags::default() };
    let account = Account { user: "m".into(), host: "h".into() };
    let settings = load(&flags, &Environment::of([]), &account, None).unwrap();
    for row in settings.rows() {
        assert!(meaning::of(&row.name).ends_with('.'), "{} has no meaning", row.name);
    }
}
