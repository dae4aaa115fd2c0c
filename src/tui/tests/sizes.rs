//! No size of a terminal may bring the console down.

use crate::tui::fake::Desk;
use crate::tui::input::Input;
use crate::tui::pane::Screen;

/// Draws a desk at every size up to 200 by 60, meeting every boundary of the layouts.
fn sweep(mut desk: Desk) {
    for width in [0, 1, 7, 30, 59, 60, 61, 79, 80, 99, 100, 101, 120, 163, 200] {
        for height in (0..=60).filter(|h| *h < 18 || [23, 24, 36, 50, 60].contains(h)) {
            desk.input(Input::Resize(width, height));
            let _ = desk.buffer();
        }
    }
}

#[test]
fn people_in_every_state() {
    let questions = ["4 Down w", "4 n", "4 n Enter Enter", "4 Down W Enter", "P", "4 Down t Enter", "1 Space Down c"];
    for keys in ["", "jan", "2 Enter", "3 Down Right", "4 / queue", "4 +", "1 +", "Ctrl-G"].into_iter().chain(questions)
    {
        let mut desk = Desk::new(120, 36);
        desk.keys("jan Enter").rest();
        if !keys.is_empty() {
            desk.keys(keys).rest();
        }
        sweep(desk);
    }
    sweep(Desk::empty(120, 36));
}

#[test]
fn settings() {
    for keys in [": settings Enter", ": settings Enter / theme", ": settings Enter t", ": settings Enter Down Enter"] {
        let mut desk = Desk::new(120, 36);
        desk.keys(keys);
        sweep(desk);
    }
}

#[test]
fn layers() {
    for keys in ["?", "x", "Ctrl-P zzzz", "@", "4 w"] {
        let mut desk = Desk::new(120, 36);
        desk.keys("jan Enter").rest().keys("y");
        desk.keys(keys);
        sweep(desk);
    }
}

#[test]
fn every_screen() {
    for screen in Screen::ALL {
        let mut desk = Desk::new(120, 36);
        let mut out = crate::tui::effect::Effects::default();
        desk.app.go(*screen, &mut out);
        sweep(desk);
    }
}
