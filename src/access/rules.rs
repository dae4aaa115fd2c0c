//! Levers (permissions with which somebody can widen access) and duties that should be separate: an organisation's
//! own rules, from a file.

use super::answer::Lever;

/// The rules of a file, checked.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rules {
    /// Permissions with which somebody can widen access.
    pub levers: Vec<Lever>,
}
