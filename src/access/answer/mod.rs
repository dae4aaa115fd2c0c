//! Answers, as faces show them: names are in them, so that nothing has to be looked up to draw a row.

mod change;
mod compare;
mod power;
mod table;
mod what_if;
mod who_can;
mod why;
mod why_not;

pub use change::{Change, NamedChange};
pub use compare::{Compared, ComparedRole, Comparison, Side};
pub use power::{Breach, Lever, Power, PowerRow};
pub use what_if::{Difference, Survivor, WhatIf, WhatIfRow};
pub use who_can::{Holder, Way, WhoCan};
pub use why::{Cut, Why};
pub use why_not::{Miss, NearMiss, Remedy, WhyNot};

use super::ScopedDivision;
use crate::model::{DisplayText, Permission, SubjectRef, UserState};

/// A subject as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Who or what.
    pub subject: SubjectRef,
    /// Its name; the id where there is none.
    pub name: DisplayText,
    /// The e-mail address; empty but for people.
    pub email: DisplayText,
    /// The state; only people have one.
    pub state: Option<UserState>,
    /// The division that it lies in by name; empty where it lies in none.
    pub division: DisplayText,
}

/// A permission in divisions: something lost, gained or given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// The permission.
    pub permission: Permission,
    /// Where; just `all` where divisions do not limit it.
    pub divisions: Vec<ScopedDivision>,
    /// Whether it holds there only under conditions.
    pub conditional: bool,
}

/// Whether a subject has a permission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It has it.
    Has,
    /// Every path to it has a condition.
    OnlyConditional,
    /// It has it not.
    Lacks,
}
