//! Rows of different length in one array.

/// For each row a slice of `T`, all in one allocation.
#[derive(Clone, Debug, Default)]
pub(in crate::access) struct Rows<T> {
    /// Where each row begins, and the end of the last.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Ord + Default> Rows<T> {
    /// Sorts the pairs into `count` rows, in linear time; each row is sorted and has each item once.
    pub(super) fn new(count: usize, pairs: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 1];
        for (row, _) in pairs.clone() {
            starts[row as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut items = vec![T::default(); starts[count] as usize];
        let mut next = starts.clone();
        for (row, item) in pairs {
            let place = &mut next[row as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        let mut kept = 0;
        for row in 0..count {
            let (from, to) = (starts[row] as usize, starts[row + 1] as usize);
            items[from..to].sort_unstable();
            starts[row] = u32::try_from(kept).unwrap_or(u32::MAX);
            let mut last = None;
            for at in from..to {
                // `kept` never runs ahead of `at`, so nothing is overwritten before it was read.
                let item = items[at];
                if last != Some(item) {
                    items[kept] = item;
                    kept += 1;
                    last = Some(item);
                }
            }
        }
        starts[count] = u32::try_from(kept).unwrap_or(u32::MAX);
        items.truncate(kept);
        items.shrink_to_fit();
        Self { starts, items }
    }

    pub(in crate::access) fn row(&self, at: u32) -> &[T] {
        let at = at as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.items[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_have_nothing_twice() {
        let pairs = [(2, 5), (0, 3), (2, 1), (2, 5), (0, 3), (3, 3), (0, 2)];
        let rows = Rows::new(4, pairs.into_iter());
        let all: Vec<&[i32]> = (0..5).map(|at| rows.row(at)).collect();
        assert_eq!(all, [&[2, 3][..], &[], &[1, 5], &[3], &[]]);
    }
}
