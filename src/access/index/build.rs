//! The making of an index from the lists of the directory.

use super::held::{Overlay, Place};
use super::rows::Rows;
use super::subjects::Subjects;
use super::{AccessIndex, Base, RoleRow, TenantView};
use crate::access::bits::Bits;
use crate::access::book::BookRole;
use crate::access::{CatalogueIndex, RoleBook, Rules, ScopedDivision, Templates};
use crate::model::{DisplayText, DivisionId, GroupId, RoleId, SubjectKind, SubjectRef};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

impl AccessIndex {
    /// Prepares everything; linear in what it is made from, but for sorting by name.
    pub fn new(view: &TenantView<'_>, templates: &Templates, rules: &Rules) -> Self {
        let catalogue = CatalogueIndex::new(view.catalogue);
        let book = RoleBook::new(view.roles, &catalogue).with_licences(view.licences).with_templates(templates);
        let subjects = Subjects::new(view);
        let (role_ids, role_places) = interned(view.roles.iter().map(|r| &r.id).chain(&view.holdings.roles));
        let divisions = divisions(view);
        let division_places: HashMap<DivisionId, u32> =
            divisions.iter().zip(0..).map(|(division, at)| (division.id.clone(), at)).collect();
        let mut labels = vec![DisplayText::default(); book.permissions.len()];
        for entry in &view.catalogue.entries {
            if let Some(at) = book.place(&entry.permission) {
                labels[at] = entry.label.clone();
            }
        }
        let mut aware = Bits::new(book.permissions.len());
        for (at, _) in book.permissions.iter().enumerate().filter(|(_, known)| known.division_aware) {
            aware.set(at);
        }
        let (licences, _) = interned(view.licences.iter().map(|licence| &licence.id));

        let held = view.holdings;
        let place = |subject: &SubjectRef| subjects.place(subject).expect("whatever the holdings name is a subject");
        let subject_at: Vec<u32> = held.subjects.iter().map(|held| place(&held.subject)).collect();
        let group_at: Vec<u32> = held.groups.iter().map(|group| place(&SubjectRef::group(group))).collect();
        let role_at: Vec<u32> = held.roles.iter().map(|role| role_places[role]).collect();
        let division_at: Vec<u32> = held.divisions.iter().map(|division| division_places[division]).collect();
        // A number that points nowhere is a broken record: it is passed over, as if it were not there.
        let grants = held.grants.iter().filter_map(|grant| {
            let place =
                Place { role: *role_at.get(grant.role as usize)?, division: *at(&division_at, grant.division)? };
            Some((*at(&subject_at, grant.subject)?, place))
        });
        let members = held
            .members
            .iter()
            .filter_map(|place| Some((*at(&group_at, place.group)?, *at(&subject_at, place.member)?)));
        let group_names = subjects
            .rows
            .iter()
            .filter(|row| row.subject.kind == SubjectKind::Group)
            .map(|row| (GroupId::new(row.subject.id.clone()), row.name.clone()))
            .collect();
        let base = Base {
            grants: Rows::new(subjects.len(), grants.clone()),
            holders: Rows::new(role_ids.len(), grants.map(|(subject, place)| (place.role, (subject, place.division)))),
            groups: Rows::new(subjects.len(), members.clone().map(|(group, member)| (member, group))),
            members: Rows::new(subjects.len(), members),
            catalogue,
            subjects,
            role_ids,
            role_places,
            divisions,
            division_places,
            labels,
            aware,
            licences,
            group_names,
            rules: rules.clone(),
        };
        let roles = base
            .role_ids
            .iter()
            .map(|id| Arc::new(base.role_row(id, book.roles.get(id).map(|role| &**role), book.permissions.len())))
            .collect();
        Self { book, base: Arc::new(base), roles, overlay: Overlay::default() }
    }
}

impl Base {
    pub(super) fn role_row(&self, id: &RoleId, role: Option<&BookRole>, permissions: usize) -> RoleRow {
        let (mut free, mut tied) = (Bits::new(permissions), Bits::new(permissions));
        let mut licences = Bits::new(self.licences.len());
        for term in role.map_or(&[][..], |role| &role.terms) {
            let set = if term.condition.is_none() { &mut free } else { &mut tied };
            set.set(term.permission);
        }
        for needed in role.map_or(&[][..], |role| &role.licences) {
            if let Some(at) = self.licences.iter().position(|licence| licence == needed) {
                licences.set(at);
            }
        }
        RoleRow {
            name: role.map_or_else(|| DisplayText::new(id.as_str()), |role| role.name.clone()),
            is_base: role.is_some_and(|role| role.is_base),
            free,
            tied,
            licences,
        }
    }
}

fn at(places: &[u32], place: u32) -> Option<&u32> {
    places.get(place as usize)
}

/// Each distinct thing once, in the order of appearance, with its place.
fn interned<'a, T: Clone + Eq + Hash + 'a>(things: impl Iterator<Item = &'a T>) -> (Vec<T>, HashMap<T, u32>) {
    let (mut list, mut places) = (Vec::new(), HashMap::new());
    for thing in things {
        if !places.contains_key(thing) {
            places.insert(thing.clone(), u32::try_from(list.len()).unwrap_or(u32::MAX));
            list.push(thing.clone());
        }
    }
    (list, places)
}

fn divisions(view: &TenantView<'_>) -> Vec<ScopedDivision> {
    let known = view.divisions.iter().map(|division| (&division.id, division.name.clone()));
    let held = view.holdings.divisions.iter().map(|id| (id, DisplayText::default()));
    let mut names: BTreeMap<&DivisionId, DisplayText> = BTreeMap::new();
    for (id, name) in known.chain(held).filter(|(id, _)| !id.is_all()) {
        let kept = names.entry(id).or_default();
        if kept.is_empty() {
            *kept = name;
        }
    }
    let mut divisions: Vec<ScopedDivision> = names
        .into_iter()
        .map(|(id, name)| ScopedDivision {
            name: if name.is_empty() { DisplayText::new(id.as_str()) } else { name },
            id: id.clone(),
        })
        .collect();
    divisions.sort_unstable();
    divisions.insert(0, ScopedDivision::all());
    divisions
}
