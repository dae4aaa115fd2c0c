//! Who holds which role where, gathered once and good until a person changes: lists of holders are read in pages, and
//! looking through everybody for each page would make a large tenant slow.

use super::World;
use std::collections::HashMap;

/// People by what they hold, in the order of their rows. Groups and clients are few and not in it.
#[derive(Debug, Default)]
pub struct Holders {
    by_role: HashMap<u32, Vec<u32>>,
    by_division: HashMap<Option<u32>, Vec<(u32, u32)>>,
}

impl Holders {
    fn of(world: &World) -> Self {
        let mut holders = Self::default();
        for (row, person) in (0..).zip(&world.people) {
            for (place, grant) in (0..).zip(&person.grants) {
                let people = holders.by_role.entry(grant.role).or_default();
                if people.last() != Some(&row) {
                    people.push(row);
                }
                holders.by_division.entry(grant.division).or_default().push((row, place));
            }
        }
        holders
    }

    /// Rows of the people who hold the role themselves.
    pub fn of_role(&self, role: u32) -> &[u32] {
        self.by_role.get(&role).map_or(&[], Vec::as_slice)
    }

    /// The grants of people in a division, or in all: the person's row and the grant's place among theirs.
    pub fn in_division(&self, division: Option<u32>) -> &[(u32, u32)] {
        self.by_division.get(&division).map_or(&[], Vec::as_slice)
    }
}

impl World {
    /// Who holds what, gathered anew when somebody changed since.
    pub fn gather_holders(&mut self) {
        if self.holders.is_none() {
            self.holders = Some(Holders::of(self));
        }
    }
}
