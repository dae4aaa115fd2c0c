//! The whole tenant's access, ready to be asked.
//!
//! Subjects, roles, divisions and permissions are small numbers here; what a role gives is two sets of bits. Names come
//! back only where an answer is made.

mod build;
mod change;
mod held;
mod names;
mod reach;
mod rows;
mod sets;
mod subjects;

pub(super) use held::{Place, Way};
pub(super) use reach::{Drift, Reaches};
pub use sets::{DivisionSet, EffectiveSet};
pub(super) use subjects::SubjectRow;

use super::answer::Subject;
use super::bits::Bits;
use super::effective::{HeldRole, held_roles, paths_to};
use super::question::AskError;
use super::{Access, CatalogueIndex, Path, RoleBook, Rules, ScopedDivision, effective};
use crate::model::{
    Catalogue, DisplayText, Division, DivisionId, Grant, GrantSource, Group, GroupId, Holdings, Licence, Permission,
    Person, Role, RoleId, SubjectKind, SubjectRef, UserId, UserState,
};
use held::Overlay;
use rows::Rows;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use subjects::Subjects;

/// The place of all divisions.
pub(super) const EVERYWHERE: u32 = 0;

/// What an index is made from: the lists of the directory.
#[derive(Clone, Copy, Debug)]
pub struct TenantView<'a> {
    /// Everybody, each id once.
    pub people: &'a [Person],
    /// Groups, each id once.
    pub groups: &'a [Group],
    /// Roles, each id once.
    pub roles: &'a [Role],
    /// Divisions, each id once.
    pub divisions: &'a [Division],
    /// The permission catalogue.
    pub catalogue: &'a Catalogue,
    /// Licences with the permissions that need them.
    pub licences: &'a [Licence],
    /// Grants and memberships.
    pub holdings: &'a Holdings,
}

/// Who may do what, over the whole tenant, interned so that every question is answered in less than a frame.
#[derive(Clone)]
pub struct AccessIndex {
    book: RoleBook,
    base: Arc<Base>,
    /// Each role's numbers, in the order of `base.role_ids`.
    roles: Vec<Arc<RoleRow>>,
    /// Imagined changes to grants and memberships.
    overlay: Overlay,
}

/// What imagined changes do not touch.
struct Base {
    catalogue: CatalogueIndex,
    subjects: Subjects,
    role_ids: Vec<RoleId>,
    role_places: HashMap<RoleId, u32>,
    /// `all` first, then by name.
    divisions: Vec<ScopedDivision>,
    division_places: HashMap<DivisionId, u32>,
    /// Labels of permissions, by place.
    labels: Vec<DisplayText>,
    /// Which permissions divisions limit.
    aware: Bits,
    licences: Vec<DisplayText>,
    group_names: HashMap<GroupId, DisplayText>,
    rules: Rules,
    /// Grants of each subject.
    grants: Rows<Place>,
    /// Holders of each role: subject and division.
    holders: Rows<(u32, u32)>,
    /// Groups of each subject.
    groups: Rows<u32>,
    /// Members of each group, by the group's place among the subjects.
    members: Rows<u32>,
}

/// What a role gives, in numbers.
#[derive(Clone, Debug)]
pub(super) struct RoleRow {
    /// Its name; the id of a role that the directory does not know.
    pub(super) name: DisplayText,
    pub(super) is_base: bool,
    /// Permissions that it gives unconditionally.
    pub(super) free: Bits,
    /// Permissions that some policy of it gives under a condition.
    pub(super) tied: Bits,
    /// Licences that it needs.
    pub(super) licences: Bits,
}

impl AccessIndex {
    /// The roles with their policies expanded.
    pub fn book(&self) -> &RoleBook {
        &self.book
    }

    /// What is wrong with the role templates, each with file and line: roles and parents that do not exist, templates
    /// that are parents of each other.
    pub fn template_problems(&self) -> &[DisplayText] {
        &self.book.templates.problems
    }

    /// The grants of a subject, direct and inherited, every source listed, as the directory knows them.
    pub fn grants_of(&self, subject: &SubjectRef) -> Option<Vec<Grant>> {
        Some(self.grants_at(self.base.subjects.place(subject)?))
    }

    /// Everything that a subject may do, by those grants.
    pub fn access_of(&self, subject: &SubjectRef) -> Option<Access> {
        Some(self.access_at(self.base.subjects.place(subject)?))
    }

    /// Everything that a template would give to whoever has all its roles in all divisions.
    pub fn access_of_template(&self, template: &str) -> Option<Access> {
        let roles = self.book.templates.roles_of(template)?;
        let grants: Vec<Grant> = roles
            .into_iter()
            .map(|role| self.grant(template, GrantSource::Direct, role, &DisplayText::default(), EVERYWHERE))
            .collect();
        Some(effective(&grants, &self.base.group_names, &self.book))
    }

    /// Every permission that the catalogue or a role knows, sorted.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.book.permissions.iter().map(|known| &known.permission)
    }

    /// What the platform's own screens call a permission; empty where the catalogue does not know it.
    pub fn label(&self, permission: &Permission) -> DisplayText {
        self.book.place(permission).map(|at| self.base.labels[at].clone()).unwrap_or_default()
    }

    pub(super) fn access_at(&self, subject: u32) -> Access {
        effective(&self.grants_at(subject), &self.base.group_names, &self.book)
    }

    fn grants_at(&self, subject: u32) -> Vec<Grant> {
        let id = &self.row(subject).subject.id;
        let mut ways = Vec::new();
        self.ways_of(subject, &mut ways);
        ways.iter()
            .map(|way| {
                let source = way.group.map_or(GrantSource::Direct, |group| GrantSource::Group(self.group_id(group)));
                let role = way.place.role as usize;
                self.grant(id, source, &self.base.role_ids[role], &self.roles[role].name, way.place.division)
            })
            .collect()
    }

    fn grant(&self, holder: &str, source: GrantSource, role: &RoleId, name: &DisplayText, division: u32) -> Grant {
        let division = &self.base.divisions[division as usize];
        Grant {
            holder: UserId::new(holder),
            source,
            role: role.clone(),
            role_name: name.clone(),
            division: division.id.clone(),
            division_name: division.name.clone(),
            granted_at: None,
        }
    }

    /// Every path by which the subject has the permission.
    pub(super) fn paths_to(&self, subject: u32, permission: usize) -> Vec<Path> {
        let grants = self.grants_at(subject);
        paths_to(&held_roles(&grants, &self.base.group_names, &self.book), permission)
    }

    /// A path as this role would give the permission; the first of its policies that has it, a free one before others.
    pub(super) fn path_by(&self, source: GrantSource, role: u32, division: u32, permission: usize) -> Option<Path> {
        let divisions = vec![self.base.divisions[division as usize].clone()];
        let (id, name) = (&self.base.role_ids[role as usize], &self.roles[role as usize].name);
        let held = HeldRole::new(&source, &self.base.group_names, id, name, divisions, &self.book);
        paths_to(&[held], permission).into_iter().min_by_key(|path| path.condition.is_some())
    }

    pub(super) fn row(&self, subject: u32) -> &SubjectRow {
        &self.base.subjects.rows[subject as usize]
    }

    pub(super) fn subject_count(&self) -> usize {
        self.base.subjects.len()
    }

    pub(super) fn subject(&self, at: u32) -> Subject {
        let row = self.row(at);
        let division = row.division.as_ref().map(|id| match self.base.division_places.get(id) {
            Some(place) => self.base.divisions[*place as usize].name.clone(),
            None => DisplayText::new(id.as_str()),
        });
        Subject {
            subject: row.subject.clone(),
            name: row.name.clone(),
            email: row.email.clone(),
            state: row.state,
            division: division.unwrap_or_default(),
        }
    }

    pub(super) fn is_active(&self, subject: u32) -> bool {
        self.row(subject).state == Some(UserState::Active)
    }

    pub(super) fn is_group(&self, subject: u32) -> bool {
        self.row(subject).subject.kind == SubjectKind::Group
    }

    pub(super) fn group_id(&self, subject: u32) -> GroupId {
        GroupId::new(self.row(subject).subject.id.clone())
    }

    pub(super) fn role(&self, at: u32) -> &RoleRow {
        &self.roles[at as usize]
    }

    pub(super) fn role_id(&self, at: u32) -> &RoleId {
        &self.base.role_ids[at as usize]
    }

    pub(super) fn role_count(&self) -> u32 {
        u32::try_from(self.roles.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn permission(&self, at: usize) -> &Permission {
        &self.book.permissions[at].permission
    }

    pub(super) fn permission_count(&self) -> usize {
        self.book.permissions.len()
    }

    pub(super) fn is_aware(&self, permission: usize) -> bool {
        self.base.aware.has(permission)
    }

    pub(super) fn division(&self, at: u32) -> &ScopedDivision {
        &self.base.divisions[at as usize]
    }

    /// How many divisions there are, `all` not counted.
    pub(super) fn division_count(&self) -> usize {
        self.base.divisions.len() - 1
    }

    pub(super) fn licence(&self, at: usize) -> &DisplayText {
        &self.base.licences[at]
    }

    pub(super) fn licence_count(&self) -> usize {
        self.base.licences.len()
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.base.rules
    }

    pub(super) fn catalogue(&self) -> &CatalogueIndex {
        &self.base.catalogue
    }

    pub(super) fn place_of(&self, subject: &SubjectRef) -> Result<u32, AskError> {
        self.base.subjects.place(subject).ok_or_else(|| AskError::NoSubject(subject.clone()))
    }

    pub(super) fn division_place(&self, division: &DivisionId) -> Result<u32, AskError> {
        let place = self.base.division_places.get(division).copied();
        place.ok_or_else(|| AskError::NoSuch {
            kind: "division",
            name: division.as_str().into(),
            nearest: self.nearest_divisions(division.as_str()),
        })
    }

    pub(super) fn role_place(&self, role: &RoleId) -> Result<u32, AskError> {
        let place = self.base.role_places.get(role).copied();
        place.ok_or_else(|| AskError::NoSuch {
            kind: "role",
            name: role.as_str().into(),
            nearest: self.nearest_roles(role.as_str()),
        })
    }

    pub(super) fn permission_place(&self, permission: &Permission) -> Result<usize, AskError> {
        self.book.place(permission).ok_or_else(|| self.no_permission(&permission.to_string()))
    }
}

impl fmt::Debug for AccessIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessIndex")
            .field("subjects", &self.subject_count())
            .field("roles", &self.roles.len())
            .finish_non_exhaustive()
    }
}
