//! The changes that `what-if` is asked about, as somebody wrote them: names and ids in, changes out.

use super::args::WhatIf;
use super::desk::Desk;
use super::party::Party;
use super::{Kind, Trouble};
use crate::access::AccessIndex;
use crate::access::answer::Change;
use crate::model::{DisplayText, DivisionId, GrantSource, GroupId, Permission, RoleId, SubjectRef, UserId};

/// Every change that the flags name, in the order of the help.
///
/// # Errors
/// The first part that cannot be read, or that nobody or nothing is called, with the flag's text.
pub(super) async fn read(desk: &dyn Desk, index: &AccessIndex, args: &WhatIf) -> Result<Vec<Change>, Trouble> {
    let mut changes = Vec::new();
    for text in &args.drop_grant {
        changes.extend(drop_grant(desk, index, text).await.map_err(|t| within("--drop-grant", text, t))?);
    }
    for text in &args.add_grant {
        let (subject, role, division) =
            grant(desk, index, text).await.map_err(|trouble| within("--add-grant", text, trouble))?;
        let division = division.unwrap_or_else(|| DivisionId::new(DivisionId::ALL));
        changes.push(Change::AddGrant { subject, role, division });
    }
    for text in &args.leave_group {
        let (user, group) = seat(desk, index, text).await.map_err(|t| within("--leave-group", text, t))?;
        changes.push(Change::LeaveGroup { user, group });
    }
    for text in &args.join_group {
        let (user, group) = seat(desk, index, text).await.map_err(|t| within("--join-group", text, t))?;
        changes.push(Change::JoinGroup { user, group });
    }
    for text in &args.delete_group {
        let group = index.group_named(text).map_err(|error| within("--delete-group", text, error.into()))?;
        changes.push(Change::DeleteGroup { group });
    }
    for text in &args.drop_permission {
        let (role, permission) = policy(index, text).map_err(|t| within("--drop-permission", text, t))?;
        changes.push(Change::DropPermission { role, permission });
    }
    for text in &args.add_permission {
        let (role, permission) = policy(index, text).map_err(|t| within("--add-permission", text, t))?;
        changes.push(Change::AddPermission { role, permission });
    }
    Ok(changes)
}

/// Says in which flag it is wrong: there may be several.
fn within(flag: &str, text: &str, mut trouble: Trouble) -> Trouble {
    trouble.fault.text = format!("{flag} '{text}': {}", trouble.fault.text).into();
    trouble
}

fn halves<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), Trouble> {
    match text.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => Ok((left.trim(), right.trim())),
        _ => Err(Trouble::new(Kind::Usage, format!("this is not {form}"), format!("write it as {form}"))),
    }
}

/// `WHO=ROLE@DIVISION`, or `WHO=ROLE`. A role's name may have an @ itself: the whole is tried as a name first.
async fn grant(
    desk: &dyn Desk,
    index: &AccessIndex,
    text: &str,
) -> Result<(SubjectRef, RoleId, Option<DivisionId>), Trouble> {
    let (who, what) = halves(text, "WHO=ROLE@DIVISION")?;
    let (role, division) = match (index.role_named(what), what.rsplit_once('@')) {
        (Ok(role), _) => (role, None),
        (Err(_), Some((role, division))) => {
            (index.role_named(role.trim())?, Some(index.division_named(division.trim())?))
        }
        (Err(error), None) => return Err(error.into()),
    };
    Ok((Party::parse(who).subject(desk, index).await?, role, division))
}

/// The direct grants that are meant; that there is none is said instead of answering that nothing would change.
async fn drop_grant(desk: &dyn Desk, index: &AccessIndex, text: &str) -> Result<Vec<Change>, Trouble> {
    let (subject, role, division) = grant(desk, index, text).await?;
    let held = index.grants_of(&subject).unwrap_or_default();
    let of_role = |source: fn(&GrantSource) -> bool| {
        held.iter().filter(|grant| grant.role == role && source(&grant.source)).collect::<Vec<_>>()
    };
    let direct = of_role(|source| *source == GrantSource::Direct);
    let meant = direct.iter().filter(|grant| division.as_ref().is_none_or(|d| grant.division == *d));
    let drop = |division: &DivisionId| Change::DropGrant {
        subject: subject.clone(),
        role: role.clone(),
        division: division.clone(),
    };
    let changes: Vec<_> = meant.map(|grant| drop(&grant.division)).collect();
    if !changes.is_empty() {
        return Ok(changes);
    }
    let remedy = if !direct.is_empty() {
        let divisions: Vec<_> = direct.iter().map(|grant| grant.division_name.as_str()).collect();
        format!("it is granted directly in {}", divisions.join(", "))
    } else if of_role(|source| matches!(source, GrantSource::Group(_))).is_empty() {
        "`lanyard access WHO` lists what is granted".to_owned()
    } else {
        "it comes through a group: ask with --leave-group or --delete-group".to_owned()
    };
    Err(Trouble::new(Kind::NotFound, "there is no such direct grant", remedy))
}

async fn seat(desk: &dyn Desk, index: &AccessIndex, text: &str) -> Result<(UserId, GroupId), Trouble> {
    let (who, group) = halves(text, "WHO=GROUP")?;
    let group = index.group_named(group)?;
    Ok((Party::parse(who).person(desk).await?, group))
}

fn policy(index: &AccessIndex, text: &str) -> Result<(RoleId, Permission), Trouble> {
    let (role, permission) = halves(text, "ROLE=PERMISSION")?;
    Ok((index.role_named(role)?, pattern(index, permission)?))
}

/// A permission by its name, or one with wildcards that covers at least one.
fn pattern(index: &AccessIndex, text: &str) -> Result<Permission, Trouble> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let [domain, entity, action] = parts.as_slice() else { return Ok(index.permission_named(text)?) };
    if !parts.contains(&"*") {
        return Ok(index.permission_named(text)?);
    }
    let fits = |part: &str, wanted: &str| wanted == "*" || part.eq_ignore_ascii_case(wanted);
    let covered = index.permissions().find(|one| {
        fits(one.domain.as_str(), domain) && fits(one.entity.as_str(), entity) && fits(one.action.as_str(), action)
    });
    let Some(one) = covered else {
        let text = format!("no permission is covered by {text}");
        return Err(Trouble::new(Kind::NotFound, text, "write it as domain:entity:action, * for any"));
    };
    // Names are taken as the platform writes them: what is typed may differ in capitals.
    let kept = |typed: &str, known: &DisplayText| {
        if typed == "*" { DisplayText::new("*") } else { known.clone() }
    };
    Ok(Permission {
        domain: kept(domain, &one.domain),
        entity: kept(entity, &one.entity),
        action: kept(action, &one.action),
    })
}
