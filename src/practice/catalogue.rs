//! The permission catalogue: `domain:entity:action` with what each takes into account.

use super::world::tenant::Policy;
use std::sync::{Arc, LazyLock};

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// Domain.
    pub domain: &'static str,
    /// Entity.
    pub entity: &'static str,
    /// Action.
    pub action: &'static str,
    /// Whether a grant's division limits it.
    pub division_aware: bool,
    /// Whether a policy may put a condition on it.
    pub conditions: bool,
}

impl Permission {
    /// The whole, as `directory:user:view`.
    pub fn name(&self) -> String {
        format!("{}:{}:{}", self.domain, self.entity, self.action)
    }

    /// What administrators read.
    pub fn label(&self) -> String {
        let mut words = String::new();
        for (n, c) in self.entity.chars().enumerate() {
            if n > 0 && c.is_uppercase() {
                words.push(' ');
            }
            words.extend(c.to_lowercase());
        }
        let mut action = self.action.chars();
        let first = action.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{} {words}", action.as_str())
    }
}

static CATALOGUE: LazyLock<Vec<Permission>> =
    LazyLock::new(|| include_str!("../../assets/practice/permissions.txt").lines().flat_map(parse).collect());

fn parse(line: &'static str) -> Vec<Permission> {
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some(domain), Some(entity), Some(flags), Some(actions)) if !domain.starts_with('#') => actions
            .split(',')
            .map(|action| Permission {
                domain,
                entity,
                action,
                division_aware: flags.contains('D'),
                conditions: flags.contains('C'),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Every permission, in the order of domains and entities.
pub fn all() -> &'static [Permission] {
    &CATALOGUE
}

/// The permissions that a policy covers.
pub fn covered(policy: &Policy) -> impl Iterator<Item = &'static Permission> + '_ {
    all().iter().filter(|p| policy.covers(p.domain, p.entity, p.action))
}

/// Policies for everything there is, one for each entity.
pub fn everything() -> Vec<Policy> {
    let mut policies: Vec<Policy> = Vec::new();
    for p in all() {
        match policies.last_mut() {
            Some(last) if *last.domain == *p.domain && *last.entity == *p.entity => {
                last.actions.push(Arc::from(p.action))
            }
            _ => policies.push(Policy {
                domain: Arc::from(p.domain),
                entity: Arc::from(p.entity),
                actions: vec![Arc::from(p.action)],
                condition: None,
            }),
        }
    }
    policies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_some_hundred_permissions_without_doubles() {
        let mut names: Vec<String> = all().iter().map(Permission::name).collect();
        assert!(names.len() >= 300, "{}", names.len());
        let before = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), before);
    }

    #[test]
    fn labels_read_as_words() {
        let found = all().iter().find(|p| p.name() == "routing:queueMember:manage").map(Permission::label);
        assert_eq!(found.as_deref(), Some("Manage queue member"));
    }
}
