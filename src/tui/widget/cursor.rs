//! Where one stands in a list, and which part of it is to be seen.

/// The row that is selected, and the first row that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
    /// The first row that is shown.
    pub offset: usize,
}

/// A way to move in a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Cursor {
    /// Moves in a list of `len` rows of which `height` are shown; says whether it stands elsewhere now.
    pub fn step(&mut self, step: Step, len: usize, height: usize) -> bool {
        let before = self.at;
        let last = len.saturating_sub(1);
        let page = height.saturating_sub(1).max(1);
        self.at = match step {
            Step::Up => before.saturating_sub(1),
            Step::Down => before + 1,
            Step::PageUp => before.saturating_sub(page),
            Step::PageDown => before + page,
            Step::First => 0,
            Step::Last => last,
        }
        .min(last);
        self.at != before
    }

    /// Keeps the selected row within `len` rows and in sight within `height`.
    pub fn follow(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        if height == 0 {
            self.offset = self.at;
            return;
        }
        self.offset = self.offset.clamp((self.at + 1).saturating_sub(height), self.at).min(len.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moves_stop_at_the_ends() {
        let mut cursor = Cursor::default();
        assert!(!cursor.step(Step::Up, 3, 2));
        assert!(cursor.step(Step::Last, 3, 2));
        assert!(!cursor.step(Step::Down, 3, 2));
        assert_eq!(cursor.at, 2);
        assert!(!Cursor::default().step(Step::Last, 0, 2));
    }

    proptest! {
        #[test]
        fn the_selected_row_is_always_in_sight(at in 0usize..300, offset in 0usize..300, len in 0usize..300, height in 0usize..80) {
            let mut cursor = Cursor { at, offset };
            cursor.follow(len, height);
            prop_assert!(cursor.at == 0 || cursor.at < len);
            if height > 0 && len > 0 {
                prop_assert!(cursor.offset <= cursor.at && cursor.at < cursor.offset + height);
                prop_assert!(cursor.offset == 0 || cursor.offset + height <= len, "no blank rows below a list that scrolls");
            }
        }
    }
}
