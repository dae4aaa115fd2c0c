//! Colours as numbers: how far apart two of them are to the eye, and the nearest that a terminal has.

use ratatui::style::Color;

/// A colour by its red, green and blue parts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// How many colours a terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Depth {
    /// The sixteen of its own palette.
    #[default]
    Sixteen,
    /// Those, a cube of 216 and 24 greys.
    TwoHundred,
    /// Any.
    All,
}

/// The sixteen as xterm has them; terminals differ, so what must be legible does not rest on them alone.
const SIXTEEN: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

/// The steps of the cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Rgb {
    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }

    /// How well one can be read on the other, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Whether a text that is to be read on it had better be dark.
    pub fn is_light(self) -> bool {
        self.contrast(Self(0, 0, 0)) > self.contrast(Self(255, 255, 255))
    }

    fn distance(self, other: Self) -> u32 {
        let part = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
        // The eye sees green best and blue worst.
        2 * part(self.0, other.0) + 4 * part(self.1, other.1) + part(self.2, other.2)
    }

    /// The colour that a terminal of this depth has nearest to it.
    pub fn on(self, depth: Depth) -> Color {
        match depth {
            Depth::All => Color::Rgb(self.0, self.1, self.2),
            Depth::TwoHundred => Color::Indexed(self.indexed()),
            Depth::Sixteen => {
                let nearest = SIXTEEN.iter().min_by_key(|(_, rgb)| self.distance(*rgb));
                nearest.map_or(Color::Reset, |(color, _)| *color)
            }
        }
    }

    fn indexed(self) -> u8 {
        (16..=255u8).min_by_key(|index| self.distance(Self::of_index(*index))).unwrap_or(16)
    }

    /// The colour that a number from 16 on stands for.
    fn of_index(index: u8) -> Self {
        match index {
            0..=15 => SIXTEEN[usize::from(index)].1,
            16..=231 => {
                let cube = index - 16;
                let step = |at: u8| STEPS[usize::from(at)];
                Self(step(cube / 36), step(cube / 6 % 6), step(cube % 6))
            }
            232.. => {
                let grey = 8 + 10 * (index - 232);
                Self(grey, grey, grey)
            }
        }
    }

    /// The numbers of a terminal's colour; none for its own text and background, which nobody knows.
    pub fn of(color: Color) -> Option<Self> {
        match color {
            Color::Reset => None,
            Color::Rgb(red, green, blue) => Some(Self(red, green, blue)),
            Color::Indexed(index) => Some(Self::of_index(index)),
            other => SIXTEEN.iter().find(|(color, _)| *color == other).map(|(_, rgb)| *rgb),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_guidelines_compute_it() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // #767676 is the lightest grey that may stand on white.
        assert!((Rgb(0x76, 0x76, 0x76).contrast(white) - 4.54).abs() < 0.01);
        assert!(Rgb(0xfd, 0xf6, 0xe3).is_light() && !Rgb(0x00, 0x2b, 0x36).is_light());
    }

    #[test]
    fn what_a_terminal_has_is_what_is_nearest() {
        assert_eq!(Rgb(255, 255, 255).on(Depth::All), Color::Rgb(255, 255, 255));
        assert_eq!(Rgb(250, 252, 255).on(Depth::TwoHundred), Color::Indexed(231));
        assert_eq!(Rgb(9, 9, 9).on(Depth::TwoHundred), Color::Indexed(232));
        assert_eq!(Rgb(250, 10, 10).on(Depth::Sixteen), Color::LightRed);
        for index in 16..=255u8 {
            assert_eq!(Rgb::of(Rgb::of_index(index).on(Depth::TwoHundred)), Some(Rgb::of_index(index)));
        }
    }
}
