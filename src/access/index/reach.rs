//! Where permissions hold for one subject, in bits; and what differs between two such reaches.
//!
//! A permission holds at a division unconditionally, only under conditions, or not at all. Whatever comes by a grant of
//! all divisions, or is not limited by divisions, holds everywhere: in every division that there is or will be.

use super::held::Place;
use super::{AccessIndex, EVERYWHERE};
use crate::access::ScopedDivision;
use crate::access::answer::Reach;
use crate::access::bits::ones;
use crate::access::work;

/// Two sets over the same permissions: had freely, had by a policy with a condition.
#[derive(Clone, Debug, Default)]
pub(in crate::access) struct Pair {
    pub(in crate::access) free: Vec<u64>,
    pub(in crate::access) tied: Vec<u64>,
}

/// What one subject has, everywhere and in single divisions. Kept and filled again, so that a hundred thousand cost no
/// allocations.
#[derive(Clone, Debug, Default)]
pub(in crate::access) struct Reaches {
    pub(in crate::access) everywhere: Pair,
    slots: Vec<(u32, Pair)>,
    used: usize,
}

/// Which words of the sets are looked at; none for all.
pub(in crate::access) type Selection<'a> = Option<&'a [usize]>;

impl Pair {
    fn clear(&mut self, words: usize) {
        for set in [&mut self.free, &mut self.tied] {
            set.clear();
            set.resize(words, 0);
        }
    }
}

impl Reaches {
    /// What these places give.
    pub(in crate::access) fn of(index: &AccessIndex, places: impl Iterator<Item = Place>) -> Self {
        let mut reaches = Self::default();
        reaches.fill(index, places, None);
        reaches
    }

    /// Forgets what was there and takes what these places give, of the selected words.
    pub(in crate::access) fn fill(
        &mut self,
        index: &AccessIndex,
        places: impl Iterator<Item = Place>,
        selected: Selection<'_>,
    ) {
        let aware = index.base.aware.words();
        let words = selected.map_or(aware.len(), <[usize]>::len);
        self.everywhere.clear(words);
        self.used = 0;
        for place in places {
            work::note();
            let role = index.role(place.role);
            let here = (place.division != EVERYWHERE).then(|| self.slot(place.division, words));
            let Pair { free, tied } = &mut self.everywhere;
            let (slot_free, slot_tied) = match here {
                Some(at) => {
                    let pair = &mut self.slots[at].1;
                    (Some(&mut pair.free[..]), Some(&mut pair.tied[..]))
                }
                None => (None, None),
            };
            pour(free, slot_free, role.free.words(), aware, selected);
            pour(tied, slot_tied, role.tied.words(), aware, selected);
        }
    }

    fn slot(&mut self, division: u32, words: usize) -> usize {
        if let Some(at) = self.slots[..self.used].iter().position(|(place, _)| *place == division) {
            return at;
        }
        if self.used == self.slots.len() {
            self.slots.push((division, Pair::default()));
        }
        let (place, pair) = &mut self.slots[self.used];
        *place = division;
        pair.clear(words);
        self.used += 1;
        self.used - 1
    }

    /// Single divisions with what is had there and not everywhere; in no order.
    pub(in crate::access) fn slots(&self) -> &[(u32, Pair)] {
        &self.slots[..self.used]
    }

    fn pair(&self, division: u32) -> Option<&Pair> {
        self.slots().iter().find(|(place, _)| *place == division).map(|(_, pair)| pair)
    }

    /// Whether a permission is had freely, and whether it is had at all; with no division, anywhere.
    pub(in crate::access) fn has(&self, permission: usize, division: Option<u32>) -> (bool, bool) {
        let bit = |set: &[u64]| set[permission / 64] >> (permission % 64) & 1 == 1;
        let pairs = self.slots().iter().filter(|(place, _)| division.is_none_or(|division| division == *place));
        let mut all = pairs.map(|(_, pair)| pair).chain([&self.everywhere]);
        let free = all.clone().any(|pair| bit(&pair.free));
        (free, free || all.any(|pair| bit(&pair.tied)))
    }

    /// What is had anywhere, freely or not.
    pub(in crate::access) fn any(&self) -> Vec<u64> {
        let mut any = self.everywhere.free.clone();
        for pair in self.slots().iter().map(|(_, pair)| pair).chain([&self.everywhere]) {
            for (any, (free, tied)) in any.iter_mut().zip(pair.free.iter().zip(&pair.tied)) {
                *any |= free | tied;
            }
        }
        any
    }
}

/// Adds a role's set to what is had everywhere, or, for a single division, what divisions limit to that one's.
fn pour(everywhere: &mut [u64], slot: Option<&mut [u64]>, from: &[u64], aware: &[u64], selected: Selection<'_>) {
    let limited = |everywhere: &mut u64, slot: &mut u64, from: u64, aware: u64| {
        *everywhere |= from & !aware;
        *slot |= from & aware;
    };
    match (slot, selected) {
        (None, None) => everywhere.iter_mut().zip(from).for_each(|(to, from)| *to |= from),
        (None, Some(words)) => everywhere.iter_mut().zip(words).for_each(|(to, at)| *to |= from[*at]),
        (Some(slot), None) => {
            for ((to, slot), (from, aware)) in everywhere.iter_mut().zip(slot).zip(from.iter().zip(aware)) {
                limited(to, slot, *from, *aware);
            }
        }
        (Some(slot), Some(words)) => {
            for ((to, slot), at) in everywhere.iter_mut().zip(slot).zip(words) {
                limited(to, slot, from[*at], aware[*at]);
            }
        }
    }
}

/// A set of permissions for everywhere and for each of some divisions; for other divisions it is as everywhere.
#[derive(Debug, Default)]
pub(in crate::access) struct Spread {
    everywhere: Vec<u64>,
    slots: Vec<(u32, Vec<u64>)>,
}

/// What is less in one reach than in another: what was had freely, and what was had only under conditions.
#[derive(Debug, Default)]
pub(in crate::access) struct Drift {
    free: Spread,
    tied: Spread,
}

impl Drift {
    /// What `more` has and `less` has not, or only under conditions where `more` has it freely.
    pub(in crate::access) fn between(more: &Reaches, less: &Reaches) -> Self {
        let mut drift = Self::default();
        each_division(more, less, |division, more, less| {
            let words = more.words();
            let (mut free, mut tied) = (vec![0; words], vec![0; words]);
            for at in 0..words {
                (free[at], tied[at]) = missing(more.at(at), less.at(at));
            }
            for (spread, set) in [(&mut drift.free, free), (&mut drift.tied, tied)] {
                if division == EVERYWHERE {
                    spread.everywhere = set;
                } else {
                    spread.slots.push((division, set));
                }
            }
        });
        drift
    }

    /// How many permissions are less in at least one division, and how many are more; `scratch` is for keeping between
    /// calls.
    pub(in crate::access) fn count(before: &Reaches, after: &Reaches, scratch: &mut Vec<(u64, u64)>) -> (u32, u32) {
        scratch.clear();
        scratch.resize(before.everywhere.free.len(), (0, 0));
        each_division(before, after, |_, before, after| {
            for (at, (lost, gained)) in scratch.iter_mut().enumerate() {
                let (then, now) = (before.at(at), after.at(at));
                if then != now {
                    let (free, tied) = missing(then, now);
                    *lost |= free | tied;
                    let (free, tied) = missing(now, then);
                    *gained |= free | tied;
                }
            }
        });
        let ones = |word: u64| word.count_ones();
        scratch.iter().fold((0, 0), |(lost, gained), word| (lost + ones(word.0), gained + ones(word.1)))
    }

    /// How much it is: a permission counts once for each division, and once if divisions do not limit it.
    pub(in crate::access) fn weight(&self, index: &AccessIndex) -> usize {
        let aware = index.base.aware.words();
        let count = |set: &[u64], keep: &dyn Fn(u64) -> u64| -> usize {
            set.iter().zip(aware).map(|(word, aware)| (word & keep(*aware)).count_ones() as usize).sum()
        };
        [&self.free, &self.tied]
            .into_iter()
            .map(|spread| {
                let others = index.division_count().saturating_sub(spread.slots.len()).max(1);
                let limited: usize = spread.slots.iter().map(|(_, set)| count(set, &|aware| aware)).sum();
                count(&spread.everywhere, &|aware| !aware)
                    + count(&spread.everywhere, &|aware| aware) * others
                    + limited
            })
            .sum()
    }

    /// In names, sorted by permission.
    pub(in crate::access) fn reach(&self, index: &AccessIndex) -> Vec<Reach> {
        let mut reach = named(index, &self.free, false);
        reach.extend(named(index, &self.tied, true));
        reach.sort_by(|a, b| (&a.permission, a.conditional).cmp(&(&b.permission, b.conditional)));
        reach
    }

    /// Takes a permission out: in one division, or wholly.
    pub(in crate::access) fn leave_out(&mut self, index: &AccessIndex, permission: usize, division: Option<u32>) {
        let (word, bit) = (permission / 64, 1u64 << (permission % 64));
        for spread in [&mut self.free, &mut self.tied] {
            match division.filter(|division| *division != EVERYWHERE && index.is_aware(permission)) {
                None => {
                    spread.everywhere[word] &= !bit;
                    spread.slots.iter_mut().for_each(|(_, set)| set[word] &= !bit);
                }
                Some(division) => {
                    let slot = spread.slots.iter_mut().find(|(place, _)| *place == division);
                    match slot {
                        Some((_, set)) => set[word] &= !bit,
                        None => {
                            // As everywhere until now, and from now on different in this one permission.
                            let mut set = spread.everywhere.clone();
                            set[word] &= !bit;
                            spread.slots.push((division, set));
                        }
                    }
                }
            }
        }
    }
}

/// A reach at one division: what is had there and what is had everywhere.
#[derive(Clone, Copy)]
struct At<'a>(&'a Pair, Option<&'a Pair>);

impl At<'_> {
    fn words(self) -> usize {
        self.0.free.len()
    }

    fn at(self, word: usize) -> (u64, u64) {
        let own = self.1.map_or((0, 0), |own| (own.free[word], own.tied[word]));
        (self.0.free[word] | own.0, self.0.tied[word] | own.1)
    }
}

/// What the first has freely and the second not; what the first has under conditions and the second not at all.
fn missing(more: (u64, u64), less: (u64, u64)) -> (u64, u64) {
    (more.0 & !less.0, more.1 & !more.0 & !(less.0 | less.1))
}

/// Calls `each` for everywhere and for every division that one of the two names.
fn each_division(a: &Reaches, b: &Reaches, mut each: impl FnMut(u32, At<'_>, At<'_>)) {
    each(EVERYWHERE, At(&a.everywhere, None), At(&b.everywhere, None));
    for (division, pair) in a.slots() {
        each(*division, At(&a.everywhere, Some(pair)), At(&b.everywhere, b.pair(*division)));
    }
    for (division, pair) in b.slots().iter().filter(|(division, _)| a.pair(*division).is_none()) {
        each(*division, At(&a.everywhere, None), At(&b.everywhere, Some(pair)));
    }
}

/// `all` where it is so in all divisions; otherwise every division in which it is.
fn named(index: &AccessIndex, spread: &Spread, conditional: bool) -> Vec<Reach> {
    let mut any = spread.everywhere.clone();
    for (_, set) in &spread.slots {
        any.iter_mut().zip(set).for_each(|(any, word)| *any |= word);
    }
    let mut slots: Vec<&(u32, Vec<u64>)> = spread.slots.iter().collect();
    slots.sort_unstable_by_key(|(division, _)| *division);
    ones(&any)
        .map(|permission| {
            let bit = |set: &[u64]| set[permission / 64] >> (permission % 64) & 1 == 1;
            let everywhere = bit(&spread.everywhere);
            let differs = slots.iter().any(|(_, set)| bit(set) != everywhere);
            let mut divisions: Vec<u32> = match (everywhere, differs) {
                (true, false) => Vec::new(),
                (false, _) => slots.iter().filter(|(_, set)| bit(set)).map(|(division, _)| *division).collect(),
                (true, true) => {
                    let mut at = slots.iter().peekable();
                    let all = 1..=u32::try_from(index.division_count()).unwrap_or(u32::MAX);
                    all.filter(|division| match at.next_if(|(place, _)| place == division) {
                        Some((_, set)) => bit(set),
                        None => true,
                    })
                    .collect()
                }
            };
            if divisions.is_empty() {
                // Everywhere; or in none of today's divisions, but in every one that will be made.
                divisions.push(EVERYWHERE);
            }
            let divisions: Vec<ScopedDivision> = divisions.into_iter().map(|at| index.division(at).clone()).collect();
            Reach { permission: index.permission(permission).clone(), divisions, conditional }
        })
        .collect()
}
