//! What can be asked, in one form for every face.

use super::answer::{Change, Comparison, Power, Side, WhatIf, WhoCan, Why, WhyNot};
use crate::model::{DisplayText, DivisionId, Permission, SubjectRef};

/// A question to the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Why has this subject the permission?
    Why {
        /// Who.
        subject: SubjectRef,
        /// The permission, without wildcards.
        permission: Permission,
        /// Where; none for anywhere.
        division: Option<DivisionId>,
    },
    /// Why has it not?
    WhyNot {
        /// Who.
        subject: SubjectRef,
        /// The permission, without wildcards.
        permission: Permission,
        /// Where; none for anywhere.
        division: Option<DivisionId>,
    },
    /// Who has the permission?
    WhoCan {
        /// The permission, without wildcards.
        permission: Permission,
        /// Where; none for anywhere.
        division: Option<DivisionId>,
    },
    /// What would these changes do?
    WhatIf(Vec<Change>),
    /// What have two sides in common, and what not?
    Compare(Side, Side),
    /// Who could widen access, and which duties are not separate?
    Power,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "each is the answer to the question of its name")]
pub enum Answer {
    Why(Why),
    WhyNot(WhyNot),
    WhoCan(WhoCan),
    WhatIf(WhatIf),
    Compare(Comparison),
    Power(Power),
}

/// Why a question has no answer. Nothing is guessed: the text names what would have been meant.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody with this id is in the directory.
    #[error("the directory has no {0}")]
    NoSubject(SubjectRef),
    /// Neither the catalogue nor any role has the permission.
    #[error("no permission is called {permission}{}", like(.nearest))]
    NoPermission {
        /// What was asked for.
        permission: DisplayText,
        /// Names like it, nearest first.
        nearest: Vec<DisplayText>,
    },
    /// There is no such division, role, group or template.
    #[error("there is no {kind} {name}{}", like(.nearest))]
    NoSuch {
        /// `division`, `role`, `group`, `template` or `OAuth client`.
        kind: &'static str,
        /// What was asked for.
        name: DisplayText,
        /// Names like it, nearest first.
        nearest: Vec<DisplayText>,
    },
    /// More than one has the name.
    #[error("{} {kind}s are called {name}, with the ids {}", .ids.len(), listed(.ids))]
    Several {
        /// `division`, `role`, `group` or `OAuth client`.
        kind: &'static str,
        /// What was asked for.
        name: DisplayText,
        /// Their ids, sorted.
        ids: Vec<DisplayText>,
    },
}

fn like(names: &[DisplayText]) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("; the nearest: {}", listed(names))
}

fn listed(names: &[DisplayText]) -> String {
    names.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", ")
}
