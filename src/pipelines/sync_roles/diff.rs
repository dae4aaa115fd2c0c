//! What each person should have against what they have: only what differs is left.

use super::action::Pair;
use super::check::Checked;
use super::file::Mode;
use super::resolve::Known;
use crate::model::{Grant, GrantSource, RoleId, SubjectRef, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What the good rows want of one person.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Wish {
    pub(super) give: BTreeSet<Pair>,
    pub(super) take: BTreeSet<Pair>,
    /// Whether every other direct grant is to go.
    pub(super) exactly: bool,
}

/// The wishes of all good rows, in the order of the file.
pub(super) fn wishes(rows: &[Checked]) -> Vec<(UserId, Wish)> {
    let mut places: HashMap<&UserId, usize> = HashMap::new();
    let mut wishes: Vec<(UserId, Wish)> = Vec::new();
    for found in rows.iter().filter_map(Checked::found) {
        let at = *places.entry(&found.person).or_insert_with(|| {
            wishes.push((found.person.clone(), Wish::default()));
            wishes.len() - 1
        });
        let wish = &mut wishes[at].1;
        match found.mode {
            Mode::Remove => wish.take.extend(found.pairs.iter().cloned()),
            Mode::Add | Mode::Replace => wish.give.extend(found.pairs.iter().cloned()),
        }
        wish.exactly |= found.mode == Mode::Replace;
    }
    wishes
}

/// What is to be given and taken.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Delta {
    pub(super) give: BTreeSet<Pair>,
    pub(super) take: BTreeSet<Pair>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        self.give.is_empty() && self.take.is_empty()
    }
}

impl Wish {
    /// What differs from these grants. Base roles are never taken: the platform does not let them go.
    pub(super) fn against(&self, grants: &[Grant], base: &HashSet<&RoleId>) -> Delta {
        let direct = direct(grants);
        let give = self.give.difference(&direct).cloned().collect();
        let take = match self.exactly {
            true => direct.into_iter().filter(|pair| !self.give.contains(pair) && !base.contains(&pair.0)).collect(),
            false => self.take.intersection(&direct).cloned().collect(),
        };
        Delta { give, take }
    }
}

/// A person's own grants.
pub(super) fn direct(grants: &[Grant]) -> BTreeSet<Pair> {
    let own = grants.iter().filter(|grant| grant.source == GrantSource::Direct);
    own.map(|grant| (grant.role.clone(), grant.division.clone())).collect()
}

/// Whose grants differ by the directory, in the order of the file: their truth is worth a call. Who is not in the
/// directory is among them.
pub fn differing(rows: &[Checked], known: &Known<'_>) -> Vec<UserId> {
    let base = known.base_roles();
    let differs = |person: &UserId, wish: &Wish| match known.index.grants_of(&SubjectRef::user(person)) {
        Some(grants) => !wish.against(&grants, base).is_empty(),
        None => true,
    };
    wishes(rows).into_iter().filter(|(person, wish)| differs(person, wish)).map(|(person, _)| person).collect()
}

/// Additions in as few calls as may be: by role for many people, or by person for many roles.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Batch {
    /// One role in some divisions for these people.
    Role(RoleId, Vec<crate::model::DivisionId>, Vec<UserId>),
    /// Some grants for one person.
    Person(UserId, Vec<Pair>),
}

impl Batch {
    fn readings(&self) -> usize {
        match self {
            Self::Role(_, _, people) => people.len(),
            Self::Person(..) => 1,
        }
    }
}

/// The ways to put the same additions into calls, each with at most `bulk` people or grants; the one with the fewest
/// writes is chosen, and of equal ones that with the fewest readings afterwards.
pub(super) fn batches(give: &[(UserId, BTreeSet<Pair>)], bulk: usize) -> Vec<Batch> {
    let ways = [by_role_and_divisions(give, bulk), by_role_and_division(give, bulk), by_person(give, bulk)];
    let cost = |way: &Vec<Batch>| (way.len(), way.iter().map(Batch::readings).sum::<usize>());
    ways.into_iter().min_by_key(cost).unwrap_or_default()
}

type Divisions = Vec<crate::model::DivisionId>;

fn by_role_and_divisions(give: &[(UserId, BTreeSet<Pair>)], bulk: usize) -> Vec<Batch> {
    let mut groups: BTreeMap<(RoleId, Divisions), Vec<UserId>> = BTreeMap::new();
    for (person, pairs) in give {
        let mut roles: BTreeMap<&RoleId, Divisions> = BTreeMap::new();
        for (role, division) in pairs {
            roles.entry(role).or_default().push(division.clone());
        }
        for (role, divisions) in roles {
            groups.entry((role.clone(), divisions)).or_default().push(person.clone());
        }
    }
    chunked(groups, bulk)
}

fn by_role_and_division(give: &[(UserId, BTreeSet<Pair>)], bulk: usize) -> Vec<Batch> {
    let mut groups: BTreeMap<(RoleId, Divisions), Vec<UserId>> = BTreeMap::new();
    for (person, pairs) in give {
        for (role, division) in pairs {
            groups.entry((role.clone(), vec![division.clone()])).or_default().push(person.clone());
        }
    }
    chunked(groups, bulk)
}

fn chunked(groups: BTreeMap<(RoleId, Divisions), Vec<UserId>>, bulk: usize) -> Vec<Batch> {
    let mut batches = Vec::new();
    for ((role, divisions), people) in groups {
        // A call takes a limited number of divisions as well.
        for some in divisions.chunks(bulk) {
            let batch = |people: &[UserId]| Batch::Role(role.clone(), some.to_vec(), people.to_vec());
            batches.extend(people.chunks(bulk).map(batch));
        }
    }
    batches
}

fn by_person(give: &[(UserId, BTreeSet<Pair>)], bulk: usize) -> Vec<Batch> {
    let mut batches = Vec::new();
    for (person, pairs) in give {
        let pairs: Vec<_> = pairs.iter().cloned().collect();
        batches.extend(pairs.chunks(bulk).map(|some| Batch::Person(person.clone(), some.to_vec())));
    }
    batches
}
