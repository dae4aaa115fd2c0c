//! Tables of things that stand in them once.

use std::collections::HashMap;
use std::hash::Hash;

/// Things, each once, by the place where they were first seen.
#[derive(Clone, Debug)]
pub(super) struct Places<T> {
    places: HashMap<T, u32>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self { places: HashMap::new() }
    }
}

impl<T: Hash + Eq + Clone + Ord> Places<T> {
    pub(super) fn of(&mut self, thing: &T) -> u32 {
        if let Some(&at) = self.places.get(thing) {
            return at;
        }
        let at = self.places.len() as u32;
        self.places.insert(thing.clone(), at);
        at
    }

    /// The things by their places.
    pub(super) fn listed(&self) -> Vec<&T> {
        let mut things: Vec<(&T, u32)> = self.places.iter().map(|(thing, at)| (thing, *at)).collect();
        things.sort_unstable_by_key(|(_, at)| *at);
        things.into_iter().map(|(thing, _)| thing).collect()
    }

    /// The things in order, and for each old place the new one.
    pub(super) fn sorted(self) -> (Vec<T>, Vec<u32>) {
        let mut things: Vec<(T, u32)> = self.places.into_iter().collect();
        things.sort_unstable();
        let mut new = vec![0; things.len()];
        for (at, (_, before)) in (0..).zip(&things) {
            new[*before as usize] = at;
        }
        (things.into_iter().map(|(thing, _)| thing).collect(), new)
    }
}
