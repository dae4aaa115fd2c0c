//! What one policy of a role covers, by the catalogue.

use super::book::CatalogueIndex;
use crate::model::{DisplayText, Permission, PermissionPolicy};

/// The sign for everything in a policy's domain, entity or action.
const WILDCARD: &str = "*";

/// A permission as one policy gives it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Term {
    /// Expanded, or as written where the catalogue cannot expand it.
    pub(super) permission: Permission,
    /// The part of the policy that gives it, wildcards kept.
    pub(super) written: DisplayText,
    /// The condition in words.
    pub(super) condition: Option<DisplayText>,
}

/// Adds every permission that the policy gives.
///
/// A wildcard that covers nothing in the catalogue stays as it is written: silence about a permission that is
/// there would be worse than showing one that may be empty.
pub(super) fn expand(policy: &PermissionPolicy, catalogue: &CatalogueIndex, into: &mut Vec<Term>) {
    let condition = policy.condition.as_ref().map(|c| c.words.clone());
    for action in &policy.actions {
        let permission =
            Permission { domain: policy.domain.clone(), entity: policy.entity.clone(), action: action.clone() };
        let written = DisplayText::new(permission.to_string());
        let before = into.len();
        if has_wildcard(&permission) {
            catalogue.covered(&permission, |covered| {
                into.push(Term { permission: covered, written: written.clone(), condition: condition.clone() });
            });
        }
        if into.len() == before {
            into.push(Term { permission, written, condition: condition.clone() });
        }
    }
}

pub(super) fn is_wildcard(part: &DisplayText) -> bool {
    part.as_str() == WILDCARD
}

/// Whether the pattern, which may have wildcards, covers the permission.
pub(super) fn covers(pattern: &Permission, permission: &Permission) -> bool {
    let fits = |pattern: &DisplayText, part: &DisplayText| is_wildcard(pattern) || pattern == part;
    fits(&pattern.domain, &permission.domain)
        && fits(&pattern.entity, &permission.entity)
        && fits(&pattern.action, &permission.action)
}

pub(super) fn has_wildcard(permission: &Permission) -> bool {
    [&permission.domain, &permission.entity, &permission.action].into_iter().any(is_wildcard)
}
