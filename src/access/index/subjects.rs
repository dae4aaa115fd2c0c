//! Everybody and everything that can hold a role, by number.

use super::TenantView;
use crate::model::{DisplayText, DivisionId, SubjectKind, SubjectRef, UserState};
use std::collections::HashMap;
use std::sync::Arc;

/// One subject as answers show it.
#[derive(Clone, Debug)]
pub(in crate::access) struct SubjectRow {
    pub(in crate::access) subject: SubjectRef,
    /// Its name; the id where there is none.
    pub(in crate::access) name: DisplayText,
    pub(in crate::access) email: DisplayText,
    pub(in crate::access) state: Option<UserState>,
    pub(in crate::access) division: Option<DivisionId>,
}

/// All subjects: people by name, then groups, then clients, then others.
#[derive(Clone, Debug, Default)]
pub(in crate::access) struct Subjects {
    pub(in crate::access) rows: Vec<SubjectRow>,
    by_id: HashMap<SubjectRef, u32>,
}

impl Subjects {
    pub(super) fn new(view: &TenantView<'_>) -> Self {
        let mut rows = Vec::with_capacity(view.people.len() + view.groups.len());
        let mut seen: HashMap<(SubjectKind, &str), ()> = HashMap::with_capacity(rows.capacity());
        for person in view.people {
            if seen.insert((SubjectKind::User, person.id.as_str()), ()).is_none() {
                rows.push(SubjectRow {
                    subject: SubjectRef::user(&person.id),
                    name: named(&person.name, person.id.as_str()),
                    email: person.email.clone(),
                    state: Some(person.state),
                    division: person.division.clone(),
                });
            }
        }
        let without_list = |subject: SubjectRef, name: &DisplayText| SubjectRow {
            name: named(name, &subject.id),
            subject,
            email: DisplayText::default(),
            state: None,
            division: None,
        };
        for group in view.groups {
            if seen.insert((SubjectKind::Group, group.id.as_str()), ()).is_none() {
                rows.push(without_list(SubjectRef::group(&group.id), &group.name));
            }
        }
        for held in &view.holdings.subjects {
            if seen.insert((held.subject.kind, &*held.subject.id), ()).is_none() {
                rows.push(without_list(held.subject.clone(), &held.name));
            }
        }
        for group in &view.holdings.groups {
            if seen.insert((SubjectKind::Group, group.as_str()), ()).is_none() {
                rows.push(without_list(SubjectRef::group(group), &DisplayText::default()));
            }
        }
        drop(seen);
        let key = |row: &SubjectRow| -> (SubjectKind, String, Arc<str>) {
            (row.subject.kind, row.name.as_str().to_lowercase(), row.subject.id.clone())
        };
        rows.sort_by_cached_key(key);
        let by_id = rows.iter().zip(0..).map(|(row, at)| (row.subject.clone(), at)).collect();
        Self { rows, by_id }
    }

    pub(in crate::access) fn place(&self, subject: &SubjectRef) -> Option<u32> {
        self.by_id.get(subject).copied()
    }

    pub(in crate::access) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn named(name: &DisplayText, id: &str) -> DisplayText {
    if name.is_empty() { DisplayText::new(id) } else { name.clone() }
}
