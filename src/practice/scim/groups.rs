//! `…/groups`: SCIM groups. They are made and deleted with the platform's own operations only.

use super::fault::ScimFault;
use super::filter::{self, Comparison, Filter};
use super::resource::{self, GroupDocument};
use super::select::select;
use super::shape::GROUP;
use super::{base, documents, etag, patch, view, wanted, window};
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::State;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// `GET …/groups`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let (start, count) = window(call)?;
    let live = |world: &World, fits: &dyn Fn(u32) -> bool| -> Vec<u32> {
        let rows = 0..world.groups.len() as u32;
        rows.filter(|row| !world.groups[*row as usize].deleted && fits(*row)).collect()
    };
    let rows = match call.query("filter").map(str::trim).filter(|text| !text.is_empty()) {
        None => live(world, &|_| true),
        Some(text) => match filter::parse(text)? {
            Filter::Plain(Comparison { attribute, value }) if attribute == "id" => {
                world.group_row(&value).into_iter().collect()
            }
            Filter::Plain(Comparison { attribute, value }) if attribute == "displayname" => {
                let wanted = value.to_lowercase();
                live(world, &|row| world.groups[row as usize].name.to_lowercase() == wanted)
            }
            _ => return Err(ScimFault::bad("invalidFilter", "Groups are filtered by id or displayName.").into()),
        },
    };
    let from = usize::try_from(start - 1).unwrap_or(usize::MAX);
    let (attributes, excluded) = wanted(call);
    let base = base(call);
    let shown = rows.iter().skip(from).take(count);
    let shown = shown.map(|row| select(view::group(world, *row, &base), &attributes, &excluded)).collect();
    Ok(Reply::ok(documents::list(rows.len(), start, shown)).scim())
}

fn present(world: &World, call: &Call<'_>) -> Result<u32, Failure> {
    let id = call.param("groupId");
    world.group_row(id).ok_or_else(|| Failure::missing("group", id))
}

/// `GET …/groups/{groupId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    let (attributes, excluded) = wanted(call);
    let body = select(view::group(world, row, &base(call)), &attributes, &excluded);
    Ok(etag::reply(call, 200, world.groups[row as usize].version, body))
}

/// `PUT …/groups/{groupId}`: exactly these members.
pub fn replace(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    etag::check(call, world.groups[row as usize].version)?;
    let document: GroupDocument = resource::read(&body(call)?, GROUP)?;
    write(world, call, row, &document)
}

/// `PATCH …/groups/{groupId}`.
pub fn modify(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    etag::check(call, world.groups[row as usize].version)?;
    let mut group = view::group(world, row, &base(call));
    patch::apply(&mut group, GROUP, &body(call)?)?;
    let document: GroupDocument = resource::read(&group, GROUP)?;
    write(world, call, row, &document)
}

fn body(call: &Call<'_>) -> Result<Value, ScimFault> {
    call.body().cloned().ok_or_else(|| ScimFault::bad("invalidSyntax", "The request needs a body."))
}

/// Brings the group to what the document says. People who belong by ownership or by rule stay, whatever it says.
fn write(world: &mut World, call: &Call<'_>, row: u32, document: &GroupDocument) -> Answer {
    let mut after = BTreeSet::new();
    for member in document.members.iter().flatten() {
        let id = member.value.as_deref().unwrap_or_default();
        let person = world.user_row(id).filter(|row| world.person(*row).state != State::Deleted);
        let person = person.ok_or_else(|| ScimFault::bad("invalidValue", format!("There is no user {id}.")))?;
        after.insert(person);
    }
    let before: BTreeSet<u32> = world.members_of(row).into_iter().collect();
    let gone: Vec<u32> = before.difference(&after).copied().collect();
    let come: Vec<u32> = after.difference(&before).copied().collect();
    let old = world.groups[row as usize].external_id.clone();
    if old.as_deref() != document.external_id.as_deref() {
        let about = world.about_group(row);
        let new = document.external_id.as_deref();
        let change = PropertyChange::one("externalId", old.as_deref().unwrap_or(""), new.unwrap_or(""));
        world.log("Update", about, vec![change]);
        let now = world.now;
        let group = &mut world.groups[row as usize];
        group.external_id = new.map(Arc::from);
        group.version += 1;
        group.modified = now;
    }
    if !gone.is_empty() {
        world.change_members_now(row, gone, false);
    }
    if !come.is_empty() {
        world.change_members_now(row, come, true);
    }
    let shown = view::group(world, row, &base(call));
    Ok(etag::reply(call, 200, world.groups[row as usize].version, shown))
}
