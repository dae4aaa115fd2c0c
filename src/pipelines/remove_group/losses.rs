//! What the members lose with the group, and what they keep by another way: from the whole tenant's access.

use crate::access::answer::Change;
use crate::access::{Access, AccessIndex, AskError};
use crate::model::{DisplayText, Grant, GrantSource, Group, GroupId, GroupImage, SubjectRef, UserId};
use std::collections::BTreeSet;

/// What the removal takes from the members.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Losses {
    /// Every member who has something from the group, those who lose most first.
    pub members: Vec<MemberLoss>,
    /// Another group that carries the same roles, as a new home for who is left with nothing.
    pub new_home: Option<DisplayText>,
}

/// What one member loses.
#[derive(Clone, PartialEq, Debug)]
pub struct MemberLoss {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: DisplayText,
    /// Permissions that are lost in at least one division.
    pub lost: usize,
    /// Permissions that the group gives and another way gives as well.
    pub survives: usize,
    /// Whether no role is left but those that everybody has.
    pub left_with_nothing: bool,
}

/// Works out what each member loses. `groups` are those among which a new home is looked for.
///
/// # Errors
/// When the directory does not know the group.
pub fn losses(index: &AccessIndex, image: &GroupImage, groups: &[Group]) -> Result<Losses, AskError> {
    let group = &image.group.id;
    let after = index.with(&[Change::DeleteGroup { group: group.clone() }])?;
    let mut members: Vec<_> = image
        .members
        .iter()
        .filter_map(|member| {
            let subject = SubjectRef::user(&member.id);
            let (before, after) = (index.access_of(&subject)?, after.access_of(&subject)?);
            let (lost, survives) = compare(&before, &after, group);
            (lost + survives > 0).then(|| MemberLoss {
                id: member.id.clone(),
                name: member.name.clone(),
                lost,
                survives,
                left_with_nothing: after.roles.iter().all(|role| role.is_base),
            })
        })
        .collect();
    members.sort_by(|a, b| b.lost.cmp(&a.lost).then_with(|| a.name.cmp(&b.name)));
    let orphans = members.iter().any(|m| m.left_with_nothing);
    let new_home = if orphans { new_home(index, image, groups) } else { None };
    Ok(Losses { members, new_home })
}

/// How many permissions that come through the group are lost, and how many survive.
fn compare(before: &Access, after: &Access, group: &GroupId) -> (usize, usize) {
    let through = GrantSource::Group(group.clone());
    let (mut lost, mut survives) = (0, 0);
    for permission in before.permissions.iter().filter(|p| p.paths.iter().any(|path| path.source == through)) {
        match after.find(&permission.permission) {
            Some(left) if left.divisions == permission.divisions => survives += 1,
            _ => lost += 1,
        }
    }
    (lost, survives)
}

/// The group that carries every role of this one and gives least besides.
fn new_home(index: &AccessIndex, image: &GroupImage, groups: &[Group]) -> Option<DisplayText> {
    let pairs = |grants: &[Grant]| grants.iter().map(|g| (g.role.clone(), g.division.clone())).collect::<BTreeSet<_>>();
    let wanted = pairs(&image.grants);
    let others = groups.iter().filter(|group| group.id != image.group.id);
    let carries = |group: &Group| {
        let carried = pairs(&index.grants_of(&SubjectRef::group(&group.id))?);
        carried.is_superset(&wanted).then_some(carried.len())
    };
    let fitting = others.filter_map(|group| Some((carries(group)?, &group.name)));
    fitting.min().map(|(_, name)| name.clone())
}
