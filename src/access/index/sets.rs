//! Everybody's effective permissions as sets, for whoever wants all of them.

use super::held::Way;
use super::reach::{Pair, Reaches};
use super::{AccessIndex, EVERYWHERE};
use crate::access::ScopedDivision;
use crate::access::answer::Subject;
use crate::access::bits::ones;
use crate::model::Permission;
use std::ops::Range;

/// What one subject may do, by division.
pub struct EffectiveSet<'a> {
    index: &'a AccessIndex,
    reaches: &'a Reaches,
    place: u32,
}

/// What a subject may do in one division, or everywhere.
pub struct DivisionSet<'a> {
    /// The division; `all` for everywhere.
    pub division: &'a ScopedDivision,
    index: &'a AccessIndex,
    pair: &'a Pair,
}

impl AccessIndex {
    /// How many subjects there are: the places that [`visit_sets`](Self::visit_sets) takes.
    pub fn subjects(&self) -> usize {
        self.subject_count()
    }

    /// Calls `each` with the effective set of every subject in a range of places, in order. Ranges are independent of
    /// each other: several threads may each take one.
    pub fn visit_sets(&self, range: Range<usize>, mut each: impl FnMut(&EffectiveSet<'_>)) {
        let (mut ways, mut reaches) = (Vec::new(), Reaches::default());
        for place in range.start..range.end.min(self.subject_count()) {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            self.fill_reaches(place, &mut ways, &mut reaches);
            each(&EffectiveSet { index: self, reaches: &reaches, place });
        }
    }

    fn fill_reaches(&self, subject: u32, ways: &mut Vec<Way>, reaches: &mut Reaches) {
        self.ways_of(subject, ways);
        reaches.fill(self, ways.iter().map(|way| way.place), None);
    }

    pub(in crate::access) fn reaches_of(&self, subject: u32) -> Reaches {
        let (mut ways, mut reaches) = (Vec::new(), Reaches::default());
        self.fill_reaches(subject, &mut ways, &mut reaches);
        reaches
    }

    /// Every permission with the divisions in which it holds, as an access lists them, and whether only under
    /// conditions; by the permissions' places.
    pub(in crate::access) fn merged(&self, reaches: &Reaches) -> Vec<(usize, Vec<ScopedDivision>, bool)> {
        let mut slots: Vec<&(u32, Pair)> = reaches.slots().iter().collect();
        slots.sort_unstable_by_key(|(division, _)| *division);
        let any = reaches.any();
        ones(&any)
            .map(|permission| {
                let bit = |set: &[u64]| set[permission / 64] >> (permission % 64) & 1 == 1;
                let has = |pair: &Pair| bit(&pair.free) || bit(&pair.tied);
                let divisions = if has(&reaches.everywhere) {
                    vec![self.division(EVERYWHERE).clone()]
                } else {
                    let here = slots.iter().filter(|(_, pair)| has(pair));
                    here.map(|(division, _)| self.division(*division).clone()).collect()
                };
                (permission, divisions, !reaches.has(permission, None).0)
            })
            .collect()
    }
}

impl EffectiveSet<'_> {
    /// Who.
    pub fn subject(&self) -> Subject {
        self.index.subject(self.place)
    }

    /// What is had everywhere, then what is had in single divisions besides; in no order.
    pub fn divisions(&self) -> impl Iterator<Item = DivisionSet<'_>> {
        let set =
            |division: u32, pair| DivisionSet { division: self.index.division(division), index: self.index, pair };
        let single = self.reaches.slots().iter().map(move |(division, pair)| set(*division, pair));
        [set(EVERYWHERE, &self.reaches.everywhere)].into_iter().chain(single)
    }

    /// How many permissions are had in at least one division.
    pub fn count(&self) -> usize {
        self.reaches.any().iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Every permission with the divisions in which it holds, and whether only under conditions.
    pub fn merged(&self) -> Vec<(&Permission, Vec<ScopedDivision>, bool)> {
        let merged = self.index.merged(self.reaches);
        merged.into_iter().map(|(at, divisions, tied)| (self.index.permission(at), divisions, tied)).collect()
    }
}

impl DivisionSet<'_> {
    /// What is had there unconditionally.
    pub fn free(&self) -> impl Iterator<Item = &Permission> {
        ones(&self.pair.free).map(|at| self.index.permission(at))
    }

    /// What some policy gives there under a condition.
    pub fn conditional(&self) -> impl Iterator<Item = &Permission> {
        ones(&self.pair.tied).map(|at| self.index.permission(at))
    }

    /// The sets as bits, one for each of [`AccessIndex::permissions`]: unconditional, conditional.
    pub fn bits(&self) -> (&[u64], &[u64]) {
        (&self.pair.free, &self.pair.tied)
    }
}
