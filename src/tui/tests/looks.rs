//! How the screens look, at the sizes that are promised.

use crate::tui::fake::Desk;

fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk
}

#[test]
fn people_at_80x24() {
    insta::assert_snapshot!(jane(80, 24).text());
}

#[test]
fn people_at_120x36() {
    insta::assert_snapshot!(jane(120, 36).text());
}
