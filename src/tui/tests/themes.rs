//! Every screen and layer in every theme: what is written can be read, and nothing is said by colour alone.

use crate::model::ThemeName;
use crate::tui::fake::Desk;
use crate::tui::theme::{Depth, Look, Rgb};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

/// Ways to the screens and layers.
const PLACES: [&[&str]; 18] = [
    &[],
    &["jan Enter"],
    &["jan Enter", "2 Enter"],
    &["jan Enter", "4 / queue"],
    &["jan Enter", "?"],
    &["jan Enter", "x"],
    &["jan Enter", "y", "@"],
    &["jan Enter", "4 w"],
    &["jan Enter", "Ctrl-G"],
    &["F3"],
    &["F4"],
    &["F5"],
    &["F6"],
    &["F7"],
    &["F8"],
    &["F12"],
    &[": settings Enter"],
    &[": settings Enter", "t"],
];

fn at(place: &[&str], width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    for keys in place {
        desk.keys(keys).rest();
    }
    desk
}

fn in_theme(desk: &mut Desk, name: ThemeName, depth: Depth) -> Buffer {
    desk.app.theme = Look { name, depth, ground: None }.theme();
    desk.buffer()
}

/// Frames, rules and the sign of a scrolled list are drawn, not read.
fn is_read(cell: &Cell) -> bool {
    let c = cell.symbol().chars().next().unwrap_or(' ');
    !c.is_whitespace() && !('\u{2500}'..='\u{259f}').contains(&c)
}

#[test]
fn everything_that_is_written_can_be_read_in_every_painted_theme() {
    for place in PLACES {
        let mut desk = at(place, 120, 36);
        for name in [ThemeName::Light, ThemeName::Dark, ThemeName::HighContrast] {
            let buffer = in_theme(&mut desk, name, Depth::All);
            for cell in buffer.content().iter().filter(|cell| is_read(cell)) {
                let (Some(fg), Some(bg)) = (Rgb::of(cell.fg), Rgb::of(cell.bg)) else {
                    panic!("{:?} at {place:?} in {name} has no colour of the theme's", cell.symbol());
                };
                let contrast = fg.contrast(bg);
                assert!(contrast >= 4.5, "{:?} at {place:?} in {name}: {contrast:.2}", cell.symbol());
            }
        }
    }
}

#[test]
fn a_theme_changes_colours_and_not_a_letter() {
    for place in PLACES {
        let mut desk = at(place, 80, 24);
        let plain = desk.text();
        for name in ThemeName::ALL {
            for depth in [Depth::All, Depth::TwoHundred, Depth::Sixteen] {
                let buffer = in_theme(&mut desk, *name, depth);
                assert_eq!(crate::tui::fake::lines(&buffer), plain, "{place:?} in {name}");
            }
        }
    }
}

#[test]
fn where_one_stands_shows_without_colour_on_every_screen() {
    for place in PLACES.iter().filter(|place| !matches!(place, [] | ["F3" | "F4"])) {
        let mut desk = at(place, 120, 36);
        let buffer = in_theme(&mut desk, ThemeName::Monochrome, Depth::All);
        assert!(buffer.content().iter().all(|cell| (cell.fg, cell.bg) == Default::default()), "{place:?}");
        let marked =
            buffer.content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED) && cell.symbol() == ">");
        let scrolled = matches!(place.last(), Some(&"4 / queue" | &"Ctrl-G"));
        assert!(marked || scrolled, "{place:?}:\n{}", desk.text());
        let thick = buffer.content().iter().any(|cell| cell.symbol() == "┏" && cell.modifier.contains(Modifier::BOLD));
        assert!(thick, "{place:?} has a focused frame");
    }
}

#[test]
fn lists_that_are_longer_than_their_pane_show_where_one_is() {
    let mut desk = at(&["jan Enter", "?"], 80, 24);
    assert!(desk.text().contains('▐'), "{}", desk.text());
    let thumb = |desk: &Desk| desk.text().lines().position(|line| line.contains('▐'));
    let top = thumb(&desk);
    desk.keys("PgDn PgDn PgDn PgDn");
    assert!(thumb(&desk) > top);
    assert!(!at(&["F3"], 80, 24).text().contains('▐'), "a list that is all in sight has none");
}
