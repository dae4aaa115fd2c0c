//! In what two accesses of the same subject differ.

use super::{Access, EffectivePermission};
use crate::model::{DisplayText, DivisionId, Permission};
use std::collections::HashMap;

/// What somebody can do now and could not before, and the other way round: permissions as
/// `domain:entity:action (division, division)`, without divisions where none limit them, and old general ones by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shift {
    /// What came, and where.
    pub gained: Vec<DisplayText>,
    /// What went, and where.
    pub lost: Vec<DisplayText>,
}

impl Access {
    /// In what this differs from what there was before. Ways do not matter: what is lost by one and kept by another is
    /// no loss.
    pub fn since(&self, before: &Self) -> Shift {
        Shift { gained: beyond(self, before), lost: beyond(before, self) }
    }
}

/// What the one gives and the other does not.
fn beyond(one: &Access, other: &Access) -> Vec<DisplayText> {
    let known: HashMap<&Permission, &EffectivePermission> =
        other.permissions.iter().map(|p| (&p.permission, p)).collect();
    let permissions = one.permissions.iter().filter_map(|has| more(has, known.get(&has.permission).copied()));
    let general = one.general.iter().map(|(name, _)| name);
    let general = general.filter(|name| !other.general.iter().any(|(known, _)| known == *name)).cloned();
    permissions.chain(general).collect()
}

/// The permission in the divisions in which the other does not have it.
fn more(has: &EffectivePermission, other: Option<&EffectivePermission>) -> Option<DisplayText> {
    let there = |id: &DivisionId| {
        other.is_some_and(|other| other.divisions.iter().any(|place| place.id == *id || place.id.is_all()))
    };
    let places: Vec<&str> =
        has.divisions.iter().filter(|place| !there(&place.id)).map(|place| place.name.as_str()).collect();
    match (places.is_empty(), has.division_aware) {
        (true, _) => None,
        (false, true) => Some(DisplayText::new(format!("{} ({})", has.permission, places.join(", ")))),
        (false, false) => Some(DisplayText::new(has.permission.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::ScopedDivision;

    fn access(permissions: &[(&str, bool, &[&str])], general: &[&str]) -> Access {
        let place = |id: &&str| match *id {
            "*" => ScopedDivision::all(),
            id => ScopedDivision { name: id.to_uppercase().into(), id: id.into() },
        };
        let permission = |(name, division_aware, divisions): &(&str, bool, &[&str])| EffectivePermission {
            permission: Permission::parse(name).unwrap(),
            unknown: false,
            division_aware: *division_aware,
            only_conditional: false,
            licences: Vec::new(),
            divisions: divisions.iter().map(place).collect(),
            paths: Vec::new(),
        };
        Access {
            roles: Vec::new(),
            permissions: permissions.iter().map(permission).collect(),
            general: general.iter().map(|name| ((*name).into(), Vec::new())).collect(),
        }
    }

    #[test]
    fn what_differs_is_told_with_the_divisions_in_which_it_does() {
        let before = access(
            &[("a:b:view", true, &["home", "night"]), ("a:b:wide", true, &["home"]), ("a:c:add", false, &["*"])],
            &["groups"],
        );
        let after = access(
            &[("a:b:view", true, &["day", "home"]), ("a:b:wide", true, &["*"]), ("a:d:add", false, &["*"])],
            &["groups", "rooms"],
        );
        let Shift { gained, lost } = after.since(&before);
        assert_eq!(gained, ["a:b:view (DAY)", "a:b:wide (all)", "a:d:add", "rooms"].map(DisplayText::new));
        assert_eq!(lost, ["a:b:view (NIGHT)", "a:c:add"].map(DisplayText::new), "all divisions have the one in them");
        assert_eq!(after.since(&after), Shift::default());
    }
}
