//! The access matrix for auditors: who may do what, where and by which ways, one row for each subject and permission.

use super::ScopedDivision;
use super::index::{AccessIndex, Way};
use crate::model::{DisplayText, Permission, SubjectKind, UserState};
use std::sync::Arc;

/// One permission of one subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatrixRow {
    /// What the subject is.
    pub kind: SubjectKind,
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: DisplayText,
    /// The e-mail address; empty but for people.
    pub email: DisplayText,
    /// The state; only people have one.
    pub state: Option<UserState>,
    /// The permission.
    pub permission: Permission,
    /// Where it holds; just `all` where divisions do not limit it.
    pub divisions: Vec<ScopedDivision>,
    /// Whether it holds only under conditions.
    pub conditional: bool,
    /// By which ways, direct ones first: `direct: Supervisor`, `Night shift: Agent`.
    pub via: Vec<DisplayText>,
}

impl MatrixRow {
    /// The headings of [`cells`](Self::cells).
    pub const COLUMNS: [&'static str; 9] =
        ["kind", "id", "name", "email", "state", "permission", "divisions", "conditional", "via"];

    /// The row as text.
    pub fn cells(&self) -> [DisplayText; 9] {
        let divisions: Vec<&str> = self.divisions.iter().map(|division| division.name.as_str()).collect();
        let via: Vec<&str> = self.via.iter().map(DisplayText::as_str).collect();
        [
            self.kind.as_str().into(),
            DisplayText::new(&self.id),
            self.name.clone(),
            self.email.clone(),
            self.state.map_or("", UserState::as_str).into(),
            self.permission.to_string().into(),
            divisions.join("; ").into(),
            if self.conditional { "yes" } else { "no" }.into(),
            via.join("; ").into(),
        ]
    }
}

impl AccessIndex {
    /// Every permission of everybody, by subject, then by permission. Rows are made while they are taken: only those of
    /// one subject are in memory at a time.
    pub fn matrix(&self) -> impl Iterator<Item = MatrixRow> {
        (0..self.subject_count()).flat_map(|subject| self.matrix_of(u32::try_from(subject).unwrap_or(u32::MAX)))
    }

    fn matrix_of(&self, subject: u32) -> impl Iterator<Item = MatrixRow> {
        let row = self.row(subject);
        let mut ways: Vec<Way> = Vec::new();
        self.ways_of(subject, &mut ways);
        // A role in two divisions is one way here.
        let mut named: Vec<(bool, DisplayText, u32)> = ways
            .iter()
            .map(|way| {
                let source = way.group.map_or("direct", |group| self.row(group).name.as_str());
                let words = format!("{source}: {}", self.role(way.place.role).name);
                (way.group.is_some(), words.into(), way.place.role)
            })
            .collect();
        named.sort_unstable();
        named.dedup();
        self.merged(&self.reaches_of(subject)).into_iter().map(move |(at, divisions, conditional)| {
            let gives = |role: u32| self.role(role).free.has(at) || self.role(role).tied.has(at);
            MatrixRow {
                kind: row.subject.kind,
                id: row.subject.id.clone(),
                name: row.name.clone(),
                email: row.email.clone(),
                state: row.state,
                permission: self.permission(at).clone(),
                divisions,
                conditional,
                via: named.iter().filter(|(.., role)| gives(*role)).map(|(_, words, _)| words.clone()).collect(),
            }
        })
    }
}
