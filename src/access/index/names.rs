//! From what somebody typed to what is meant. Nothing is guessed: what is not there is answered with the nearest names.

use super::AccessIndex;
use crate::access::question::AskError;
use crate::model::nearest::nearest_few;
use crate::model::{DisplayText, DivisionId, GroupId, Permission, RoleId, SubjectKind, SubjectRef};

/// How many names are told.
const FEW: usize = 3;

impl AccessIndex {
    /// The permission of this name, as typed: capitals do not count, `domain:entity:action`.
    ///
    /// # Errors
    /// When there is none; tells the nearest names.
    pub fn permission_named(&self, text: &str) -> Result<Permission, AskError> {
        let typed = text.trim();
        if let Some(at) = Permission::parse(typed).and_then(|permission| self.book.place(&permission)) {
            return Ok(self.permission(at).clone());
        }
        let lower = typed.to_lowercase();
        let found = self.permissions().find(|permission| permission.to_string().to_lowercase() == lower);
        found.cloned().ok_or_else(|| self.no_permission(typed))
    }

    /// The division of this id or name; `all` and `*` mean all.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn division_named(&self, text: &str) -> Result<DivisionId, AskError> {
        let divisions = self.base.divisions.iter().map(|division| (&division.id, division.id.as_str(), &division.name));
        one_named("division", text, divisions, |typed| self.nearest_divisions(typed))
    }

    /// The role of this id or name.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn role_named(&self, text: &str) -> Result<RoleId, AskError> {
        let roles = self.base.role_ids.iter().zip(&self.roles).map(|(id, role)| (id, id.as_str(), &role.name));
        one_named("role", text, roles, |typed| self.nearest_roles(typed))
    }

    /// The group of this id or name.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn group_named(&self, text: &str) -> Result<GroupId, AskError> {
        let groups = self.base.group_names.iter().map(|(id, name)| (id, id.as_str(), name));
        one_named("group", text, groups, |typed| self.nearest_groups(typed))
    }

    /// The OAuth client of this id or name, of those that hold a role.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn client_named(&self, text: &str) -> Result<SubjectRef, AskError> {
        let rows = self.base.subjects.rows.iter().filter(|row| row.subject.kind == SubjectKind::OAuthClient);
        let clients = rows.map(|row| (&row.subject, &*row.subject.id, &row.name));
        one_named("OAuth client", text, clients.clone(), |typed| near(typed, clients.clone().map(|(.., name)| name)))
    }

    pub(in crate::access) fn no_permission(&self, typed: &str) -> AskError {
        let known: Vec<String> = self.permissions().map(Permission::to_string).collect();
        let nearest = nearest_few(typed, known.iter().map(String::as_str), FEW);
        AskError::NoPermission {
            permission: typed.into(),
            nearest: nearest.into_iter().map(DisplayText::new).collect(),
        }
    }

    pub(in crate::access) fn no_template(&self, typed: &DisplayText) -> AskError {
        let nearest = near(typed.as_str(), self.book.templates.names());
        AskError::NoSuch { kind: "template", name: typed.clone(), nearest }
    }

    pub(super) fn nearest_divisions(&self, typed: &str) -> Vec<DisplayText> {
        near(typed, self.base.divisions.iter().map(|division| &division.name))
    }

    pub(super) fn nearest_roles(&self, typed: &str) -> Vec<DisplayText> {
        near(typed, self.roles.iter().map(|role| &role.name))
    }

    pub(super) fn nearest_groups(&self, typed: &str) -> Vec<DisplayText> {
        near(typed, self.base.group_names.values())
    }
}

fn near<'a>(typed: &str, names: impl Iterator<Item = &'a DisplayText>) -> Vec<DisplayText> {
    nearest_few(typed, names.map(DisplayText::as_str), FEW).into_iter().map(DisplayText::new).collect()
}

/// The id goes before names, and a name as it is written before one in other capitals. Of several with the name, their
/// ids are told.
fn one_named<'a, I: Clone + Ord + 'a>(
    kind: &'static str,
    text: &str,
    known: impl Iterator<Item = (&'a I, &'a str, &'a DisplayText)> + Clone,
    nearest: impl Fn(&str) -> Vec<DisplayText>,
) -> Result<I, AskError> {
    let typed = text.trim();
    if let Some((id, ..)) = known.clone().find(|(_, id, _)| *id == typed) {
        return Ok(id.clone());
    }
    let lower = typed.to_lowercase();
    let mut found: Vec<_> = known.clone().filter(|(.., name)| name.as_str() == typed).collect();
    if found.is_empty() {
        found = known.filter(|(.., name)| name.as_str().to_lowercase() == lower).collect();
    }
    if let [(id, ..)] = found[..] {
        return Ok(id.clone());
    }
    if found.is_empty() {
        return Err(AskError::NoSuch { kind, name: typed.into(), nearest: nearest(typed) });
    }
    let mut ids: Vec<_> = found.iter().map(|(_, id, _)| DisplayText::new(id)).collect();
    ids.sort_unstable();
    Err(AskError::Several { kind, name: typed.into(), ids })
}
