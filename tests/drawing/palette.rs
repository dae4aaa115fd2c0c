//! Colours of a dark terminal of the picture's own.

use vt100::Color;

pub const BACKGROUND: &str = "#16181d";
pub const FOREGROUND: &str = "#d9dce3";

const SIXTEEN: [&str; 16] = [
    "#2a2d35", "#d16a6a", "#a9b665", "#e5bf6b", "#7ea6d0", "#b58ecb", "#7cb8ae", "#c5c9d2", "#6c7280", "#ea8a8a",
    "#bfd07a", "#f4d58d", "#9cc3ee", "#cfaee3", "#97d3c8", "#ffffff",
];

/// The colour of what is drawn, or of what is behind it; none for the terminal's own.
pub fn colour(colour: Color) -> Option<String> {
    match colour {
        Color::Default => None,
        Color::Idx(n) => Some(match SIXTEEN.get(usize::from(n)) {
            Some(colour) => (*colour).to_owned(),
            None => of_256(n),
        }),
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
    }
}

/// The cube of six by six by six, and the greys.
fn of_256(n: u8) -> String {
    let of_cube = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
    let (r, g, b) = match n.checked_sub(232) {
        Some(grey) => (8 + 10 * grey, 8 + 10 * grey, 8 + 10 * grey),
        None => (of_cube((n - 16) / 36), of_cube((n - 16) / 6 % 6), of_cube((n - 16) % 6)),
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}
