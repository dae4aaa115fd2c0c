//! Who could widen access, and which duties lie in one hand.

use crate::access::Path;
use crate::access::answer::{Breach, Power, PowerRow};
use crate::access::bits::Bits;
use crate::access::expand::{covers, has_wildcard};
use crate::access::index::AccessIndex;
use crate::model::{DisplayText, Permission};

impl AccessIndex {
    pub(super) fn power(&self) -> Power {
        let mut power = Power::default();
        let rules = self.rules();
        for (lever, at) in rules.levers.iter().zip(&rules.lever_places) {
            self.note_unknown(&lever.permission, &format!("{at}: lever"), &mut power.unknown);
            for permission in self.covered_by(&lever.permission) {
                power.rows.extend(self.places(&self.holders(permission, None)).map(|subject| {
                    let paths = self.paths_to(subject, permission);
                    PowerRow {
                        subject: self.subject(subject),
                        permission: self.permission(permission).clone(),
                        words: lever.words.clone(),
                        only_conditional: paths.iter().all(|path| path.condition.is_some()),
                        paths,
                    }
                }));
            }
        }
        for duty in &rules.duties {
            let sides: Vec<Vec<usize>> = duty
                .sides
                .iter()
                .map(|side| {
                    let covered = |pattern| {
                        self.note_unknown(pattern, &format!("{}: duty {}", duty.at, duty.name), &mut power.unknown);
                        self.covered_by(pattern)
                    };
                    side.iter().flat_map(covered).collect()
                })
                .collect();
            let both = sides.iter().map(|side| self.holders_of_any(side)).reduce(|mut both, side| {
                both.keep(&side);
                both
            });
            let Some(both) = both else { continue };
            power.breaches.extend(self.places(&both).map(|subject| Breach {
                rule: duty.name.clone(),
                because: duty.because.clone(),
                subject: self.subject(subject),
                paths: sides.iter().filter_map(|side| self.first_path(subject, side)).collect(),
            }));
        }
        power
    }

    fn places<'a>(&self, found: &'a Bits) -> impl Iterator<Item = u32> + use<'a> {
        found.ones().map(|at| u32::try_from(at).unwrap_or(u32::MAX))
    }

    fn holders_of_any(&self, permissions: &[usize]) -> Bits {
        let mut found = Bits::new(self.subject_count());
        permissions.iter().for_each(|permission| found.add(&self.holders(*permission, None)));
        found
    }

    /// The first path to one of the permissions, one without condition before others.
    fn first_path(&self, subject: u32, permissions: &[usize]) -> Option<Path> {
        let reaches = self.reaches_of(subject);
        let held = permissions.iter().filter(|permission| reaches.has(**permission, None).1);
        let best = held.min_by_key(|permission| !reaches.has(**permission, None).0)?;
        self.paths_to(subject, *best).into_iter().min_by_key(|path| path.condition.is_some())
    }

    fn covered_by(&self, pattern: &Permission) -> Vec<usize> {
        match self.permission_place(pattern) {
            Ok(at) => vec![at],
            Err(_) if !has_wildcard(pattern) => Vec::new(),
            Err(_) => (0..self.permission_count()).filter(|at| covers(pattern, self.permission(*at))).collect(),
        }
    }

    fn note_unknown(&self, pattern: &Permission, what: &str, into: &mut Vec<DisplayText>) {
        let mut known = false;
        self.catalogue().covered(pattern, |_| known = true);
        if !known {
            into.push(format!("{what}: the catalogue does not know {pattern}").into());
        }
    }
}
