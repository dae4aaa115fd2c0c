//! The whole tenant's access, ready to be asked.

use super::answer::{Difference, Holder, WhatIf, WhoCan};
use super::question::{Answer, AskError, Question};
use super::{Access, RoleBook, Rules, Templates};
use crate::model::{
    Catalogue, Division, DivisionId, Grant, Group, GroupId, Holdings, Licence, Permission, Person, Role, RoleId,
    SubjectRef,
};
use std::sync::Arc;

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
#[derive(Debug)]
pub struct AccessIndex {
    book: RoleBook,
}

impl AccessIndex {
    /// Prepares everything; linear in what it is made from.
    pub fn new(view: &TenantView<'_>, templates: &Templates, rules: &Rules) -> Self {
        let _ = (view, templates, rules);
        todo!()
    }

    /// The roles with their policies expanded.
    pub fn book(&self) -> &RoleBook {
        &self.book
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When something that the question names is not in the directory.
    pub fn answer(self: &Arc<Self>, question: &Question) -> Result<Answer, AskError> {
        let _ = question;
        todo!()
    }

    /// The grants of a subject, direct and inherited, every source listed, as the directory knows them.
    pub fn grants_of(&self, subject: &SubjectRef) -> Option<Vec<Grant>> {
        let _ = subject;
        todo!()
    }

    /// Everything that a subject may do, by those grants.
    pub fn access_of(&self, subject: &SubjectRef) -> Option<Access> {
        let _ = subject;
        todo!()
    }

    /// Everything that a template would give to whoever has all its roles in all divisions.
    pub fn access_of_template(&self, template: &str) -> Option<Access> {
        let _ = template;
        todo!()
    }

    /// The permission of this name, as typed: capitals do not count, `domain:entity:action`.
    ///
    /// # Errors
    /// When there is none; tells the nearest names.
    pub fn permission_named(&self, text: &str) -> Result<Permission, AskError> {
        let _ = text;
        todo!()
    }

    /// The division of this id or name; `all` and `*` mean all.
    ///
    /// # Errors
    /// When there is none, or more than one of that name; tells the nearest names, or the ids.
    pub fn division_named(&self, text: &str) -> Result<DivisionId, AskError> {
        let _ = text;
        todo!()
    }

    /// The role of this id or name.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn role_named(&self, text: &str) -> Result<RoleId, AskError> {
        let _ = text;
        todo!()
    }

    /// The group of this id or name.
    ///
    /// # Errors
    /// When there is none, or more than one of that name.
    pub fn group_named(&self, text: &str) -> Result<GroupId, AskError> {
        let _ = text;
        todo!()
    }

    /// Every permission that the catalogue or a role knows, sorted.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        std::iter::empty()
    }
}

impl WhoCan {
    /// The row at this place.
    pub fn row(&self, at: usize) -> Option<Holder> {
        let _ = (at, &self.index);
        todo!()
    }
}

impl WhatIf {
    /// What changes for the subject in this row.
    pub fn row(&self, at: usize) -> Option<Difference> {
        let _ = (at, &self.before, &self.after);
        todo!()
    }
}
