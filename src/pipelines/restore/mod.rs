//! Give back what an offboarding took: from the before-image of its run, to the same person or to a successor.
//!
//! A deleted person is made active first, because nothing can be given to somebody who is not there; the division
//! follows, because deletion moves people to Home; then grants, groups and what hangs on them.

mod action;
mod effects;
mod give;
mod job;
mod known;
mod plan;
#[cfg(test)]
mod plan_tests;
mod prove;

pub use action::Action;
pub(in crate::pipelines) use action::Expected;
pub use job::RestoreJob;
pub use known::Known;
pub(in crate::pipelines) use plan::BULK;
pub use plan::{Origin, plan};

use serde::{Deserialize, Serialize};
use std::fmt;

/// A part of a seat that is given back or left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Portion {
    State,
    Division,
    Manager,
    Grants,
    Groups,
    Queues,
    Skills,
    Utilization,
}

impl Portion {
    /// In the order in which they are given back.
    pub const ALL: [Self; 8] = [
        Self::State,
        Self::Division,
        Self::Manager,
        Self::Grants,
        Self::Groups,
        Self::Queues,
        Self::Skills,
        Self::Utilization,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Division => "division",
            Self::Manager => "manager",
            Self::Grants => "grants",
            Self::Groups => "groups",
            Self::Queues => "queues",
            Self::Skills => "skills",
            Self::Utilization => "utilization",
        }
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
