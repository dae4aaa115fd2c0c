//! Numbers as bars. A bar never stands alone: the number is said in words beside it.

/// What small bars are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Bars {
    /// Eighths of a block.
    #[default]
    Blocks,
    /// Signs that every terminal can show.
    Ascii,
}

impl Bars {
    /// The levels from nothing to all.
    fn levels(self) -> [char; 8] {
        match self {
            Self::Blocks => ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
            Self::Ascii => ['_', '.', ':', '-', '=', '+', '*', '#'],
        }
    }
}

/// How much of a whole there is, as `[===---]` with so many cells between the brackets; full only when all of it is.
pub fn gauge(part: u64, whole: u64, cells: usize) -> String {
    let all = u128::from(part.min(whole)) * cells as u128;
    let full = all.checked_div(u128::from(whole)).and_then(|full| usize::try_from(full).ok()).unwrap_or(0);
    format!("[{}{}]", "=".repeat(full), "-".repeat(cells - full))
}

/// How long a bar is on a scale that ends with `most`: something has at least one cell, and only the most has all.
pub fn length(part: u64, most: u64, cells: usize) -> usize {
    if part == 0 || most == 0 || cells == 0 {
        return 0;
    }
    let whole = u128::from(part.min(most)) * cells as u128 / u128::from(most);
    usize::try_from(whole).unwrap_or(cells).max(1)
}

/// Numbers as a row of small bars, the newest at the right end; what does not fit is left out from the oldest on. What is
/// not known is a blank. The highest bar is that of `most`, or of the largest number where that is larger.
pub fn sparkline(numbers: &[Option<u64>], most: u64, cells: usize, bars: Bars) -> String {
    let shown = &numbers[numbers.len().saturating_sub(cells)..];
    let top = u128::from(shown.iter().copied().flatten().max().unwrap_or(0).max(most).max(1));
    let levels = bars.levels();
    let bar = |number: &Option<u64>| match number {
        None => ' ',
        Some(number) => levels[usize::try_from(u128::from(*number) * 7 / top).unwrap_or(0).min(7)],
    };
    shown.iter().map(bar).collect()
}

/// The same over several rows, the uppermost first, so that more than eight heights can be told apart.
pub fn tall(numbers: &[Option<u64>], most: u64, cells: usize, rows: usize, bars: Bars) -> Vec<String> {
    let shown = &numbers[numbers.len().saturating_sub(cells)..];
    let top = u128::from(shown.iter().copied().flatten().max().unwrap_or(0).max(most).max(1));
    let levels = bars.levels();
    let height = |number: u64| {
        let eighths = u128::from(number) * 8 * rows as u128 / top;
        // Something is seen, however little.
        usize::try_from(eighths).unwrap_or(usize::MAX).max(usize::from(number > 0))
    };
    let row = |row: usize| {
        let below = (rows - 1 - row) * 8;
        let cell = |number: &Option<u64>| match number.map(height).unwrap_or(0).saturating_sub(below).min(8) {
            0 if below == 0 && number.is_some() => levels[0],
            0 => ' ',
            eighths => levels[eighths - 1],
        };
        shown.iter().map(cell).collect()
    };
    (0..rows).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_gauge_is_full_only_when_all_of_it_is() {
        assert_eq!(gauge(0, 10, 5), "[-----]");
        assert_eq!(gauge(99, 100, 5), "[====-]");
        assert_eq!(gauge(100, 100, 5), "[=====]");
        assert_eq!(gauge(400, 300, 3), "[===]");
        assert_eq!(gauge(1, 0, 3), "[---]", "of nothing there is nothing");
    }

    #[test]
    fn bars_stand_on_one_scale() {
        let lengths = |cells| [0, 1, 50, 99, 100].map(|part| length(part, 100, cells));
        assert_eq!(lengths(10), [0, 1, 5, 9, 10]);
        assert_eq!(length(5, 0, 10), 0);
        assert_eq!(length(7, 7, 0), 0);
    }

    #[test]
    fn the_newest_is_at_the_end_and_the_unknown_is_blank() {
        let numbers = [Some(0), None, Some(7), Some(14)];
        assert_eq!(sparkline(&numbers, 0, 9, Bars::Blocks), "▁ ▄█");
        assert_eq!(sparkline(&numbers, 0, 2, Bars::Ascii), "-#");
        assert_eq!(sparkline(&numbers, 28, 9, Bars::Blocks), "▁ ▂▄", "on the scale of what is allowed");
        assert_eq!(sparkline(&[], 0, 5, Bars::Blocks), "");
        assert_eq!(sparkline(&[Some(0); 2], 0, 5, Bars::Blocks), "▁▁");
    }

    #[test]
    fn tall_bars_grow_from_the_ground() {
        let numbers = [Some(0), Some(1), Some(50), Some(100), None];
        assert_eq!(tall(&numbers, 100, 9, 2, Bars::Blocks), ["   █ ", "▁▁██ "]);
        assert_eq!(tall(&numbers, 100, 9, 2, Bars::Ascii), ["   # ", "__## "]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(
            numbers in proptest::collection::vec(proptest::option::of(0u64..u64::MAX), 0..80),
            cells in 0usize..70, rows in 1usize..6, most in 0u64..u64::MAX,
        ) {
            prop_assert!(sparkline(&numbers, most, cells, Bars::Blocks).chars().count() <= cells);
            let tall = tall(&numbers, most, cells, rows, Bars::Ascii);
            prop_assert!(tall.len() == rows && tall.iter().all(|row| row.len() <= cells));
            for number in numbers.into_iter().flatten() {
                prop_assert_eq!(gauge(number, most, cells).len(), cells + 2);
                prop_assert!(length(number, most, cells) <= cells);
            }
        }
    }
}
