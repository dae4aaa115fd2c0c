//! What every theme keeps to.

use super::palette::LEGIBLE;
use super::*;

/// The themes that bring their own colours.
const PAINTED: [ThemeName; 3] = [ThemeName::Light, ThemeName::Dark, ThemeName::HighContrast];
/// What is drawn and not read.
const DRAWN: [&str; 2] = ["border", "matched"];

fn theme(name: ThemeName, depth: Depth) -> Theme {
    Look { name, depth, ground: None }.theme()
}

#[test]
fn every_text_of_a_painted_theme_can_be_read_on_what_it_stands_on() {
    for name in PAINTED {
        for depth in [Depth::All, Depth::TwoHundred, Depth::Sixteen] {
            let theme = theme(name, depth);
            for (role, style) in theme.roles().into_iter().filter(|(role, _)| !DRAWN.contains(role)) {
                let style = theme.base.patch(style);
                let (fg, bg) = (Rgb::of(style.fg.unwrap()).unwrap(), Rgb::of(style.bg.unwrap()).unwrap());
                let contrast = fg.contrast(bg);
                assert!(contrast >= LEGIBLE, "{role} of {name} in {depth:?}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn frames_can_be_seen_and_the_focused_one_best() {
    for name in PAINTED {
        let theme = theme(name, Depth::All);
        let against = |style: Style| {
            let style = theme.base.patch(style);
            Rgb::of(style.fg.unwrap()).unwrap().contrast(Rgb::of(style.bg.unwrap()).unwrap())
        };
        assert!(against(theme.border) >= 2.0, "{name}: {:.2}", against(theme.border));
        assert!(against(theme.border_focused) >= 4.5, "{name}");
        assert!(against(theme.border_focused) > against(theme.border), "{name}");
    }
}

#[test]
fn a_background_that_the_terminal_has_told_is_left_where_everything_can_be_read_on_it() {
    let on = |name, ground| Look { name, depth: Depth::All, ground: Some(ground) }.theme().base.bg;
    assert_eq!(on(ThemeName::Dark, Rgb(0, 0, 0)), None);
    assert_eq!(on(ThemeName::Light, Rgb(255, 255, 255)), None);
    assert!(on(ThemeName::Dark, Rgb(0x60, 0x60, 0x60)).is_some(), "grey is no ground for light text");
    assert!(on(ThemeName::Light, Rgb(0xc0, 0xc0, 0xc0)).is_some());
}

#[test]
fn what_must_be_told_apart_differs_in_every_theme() {
    for name in ThemeName::ALL {
        for depth in [Depth::All, Depth::TwoHundred, Depth::Sixteen] {
            let theme = theme(*name, depth);
            for (what, one, other) in [
                ("selected, text", theme.selected, theme.text),
                ("selected elsewhere, text", theme.selected_away, theme.text),
                ("selected, selected elsewhere", theme.selected, theme.selected_away),
                ("frames", theme.border, theme.border_focused),
                ("titles", theme.title, theme.title_focused),
                ("matched, text", theme.matched, theme.text),
                ("quiet, text", theme.quiet, theme.text),
                ("danger, text", theme.danger, theme.text),
                ("danger, warning", theme.danger, theme.warning),
                ("danger, unknown", theme.danger, theme.unknown),
                ("warning, unknown", theme.warning, theme.unknown),
                ("warning, text", theme.warning, theme.text),
                ("running, text", theme.running, theme.text),
                ("key, text", theme.key, theme.text),
                ("demo, production", theme.badge_demo, theme.badge_production),
                ("production, other", theme.badge_production, theme.badge_other),
                ("read only, production", theme.badge_read_only, theme.badge_production),
            ] {
                // Where there are sixteen colours only, what cannot be read in its own is written in that of the text;
                // its sign and its word still tell it apart.
                if depth == Depth::Sixteen && matches!(what, "quiet, text" | "running, text") {
                    continue;
                }
                assert_ne!(theme.base.patch(one), theme.base.patch(other), "{what} of {name} in {depth:?}");
            }
        }
    }
}

#[test]
fn monochrome_has_no_colour() {
    for (role, style) in Theme::monochrome().roles() {
        assert!(style.fg.is_none() && style.bg.is_none(), "{role}");
    }
}

#[test]
fn only_those_of_the_terminals_own_colours_that_can_be_read_on_light_and_on_dark() {
    for (role, style) in Theme::ansi().roles() {
        for color in [style.fg, style.bg].into_iter().flatten() {
            assert!(matches!(color, Color::Red | Color::Green | Color::Magenta | Color::Cyan), "{role}: {color:?}");
        }
    }
}
