//! Sets of small numbers: permissions of a role, subjects with a mark.

use std::iter;

/// A set of numbers below a size that is fixed when it is made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Bits(Box<[u64]>);

/// How many words hold so many numbers.
pub(super) fn words_for(size: usize) -> usize {
    size.div_ceil(64)
}

/// The numbers that are set in these words, ascending.
pub(super) fn ones(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        iter::from_fn(move || {
            let low = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (low < 64).then_some(at * 64 + low)
        })
    })
}

impl Bits {
    /// An empty set for numbers below `size`.
    pub(super) fn new(size: usize) -> Self {
        Self(vec![0; words_for(size)].into())
    }

    pub(super) fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    pub(super) fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        ones(&self.0)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// Keeps only what is in both.
    pub(super) fn keep(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
    }

    /// Adds whatever is in exactly one of the two.
    pub(super) fn add_difference(&mut self, a: &Self, b: &Self) {
        for (mine, (a, b)) in self.0.iter_mut().zip(a.0.iter().zip(&b.0)) {
            *mine |= a ^ b;
        }
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, theirs)| mine & !theirs == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_comes_out_in_order() {
        let mut bits = Bits::new(130);
        for at in [129, 0, 63, 64] {
            bits.set(at);
        }
        assert_eq!(bits.ones().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(bits.count(), 4);
        assert!(bits.has(129) && !bits.has(128) && !bits.has(100_000));
    }
}
