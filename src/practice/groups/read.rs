//! Reading groups.

use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::search::Search;
use crate::practice::users::view;
use crate::practice::world::World;
use serde_json::{Value, json};

/// A group by the id in the path.
pub fn row(world: &World, id: &str) -> Result<u32, Failure> {
    world.group_row(id).ok_or_else(|| Failure::missing("group", id))
}

/// A group as an answer shows it.
pub fn view(world: &World, row: u32) -> Value {
    let group = &world.groups[row as usize];
    let id = world.group_id(row);
    let owners: Vec<Value> = group.owners.iter().map(|o| view::reference(world, *o)).collect();
    let mut out = json!({
        "id": id,
        "name": &*group.name,
        "dateModified": iso(group.modified),
        "memberCount": world.members_of(row).len(),
        "state": if group.deleted { "deleted" } else { "active" },
        "version": group.version,
        "type": if group.official { "official" } else { "social" },
        "images": [],
        "addresses": [],
        "rulesVisible": group.rules_visible,
        "visibility": group.visibility,
        "rolesEnabled": group.roles_enabled,
        "includeOwners": group.include_owners,
        "callsEnabled": group.calls_enabled,
        "owners": owners,
        "selfUri": format!("/api/v2/groups/{id}"),
    });
    if let Some(about) = &group.description {
        out["description"] = json!(&**about);
    }
    out
}

fn rows(world: &World) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..world.groups.len() as u32).filter(|r| !world.groups[*r as usize].deleted).collect();
    rows.sort_by_cached_key(|r| world.groups[*r as usize].name.to_lowercase());
    rows
}

/// `GET /api/v2/groups`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.ids("id", 100, "invalid.id")?;
    let mut rows = rows(world);
    if call.query("id").is_some() {
        rows.retain(|r| ids.contains(&world.group_id(*r).as_str()));
    }
    if matches!(call.choice("sortOrder", &["ascending", "descending", "ASC", "DESC"])?, Some("descending" | "DESC")) {
        rows.reverse();
    }
    let entities = page.cut(&rows).iter().map(|r| view(world, *r)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// `GET /api/v2/groups/{groupId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("groupId"))?;
    Ok(Reply::ok(view(world, row)))
}

/// `POST /api/v2/groups/search`: criteria as for people, without query strings and ranges.
pub fn search(world: &mut World, call: &Call<'_>) -> Answer {
    let search = Search::read(call.object()?, false)?;
    let values = |row: u32, field: &str| {
        let group = &world.groups[row as usize];
        match field {
            "name" => vec![group.name.to_string()],
            "description" => group.description.iter().map(|d| d.to_string()).collect(),
            "id" => vec![world.group_id(row)],
            "type" => vec![if group.official { "official" } else { "social" }.to_owned()],
            "visibility" => vec![group.visibility.to_owned()],
            "state" => vec!["active".to_owned()],
            _ => Vec::new(),
        }
    };
    let mut found: Vec<u32> = rows(world).into_iter().filter(|r| search.fits(&|field| values(*r, field))).collect();
    if let Some(field) = &search.sort_by {
        found.sort_by_cached_key(|r| values(*r, field).join(" ").to_lowercase());
    }
    if search.descending {
        found.reverse();
    }
    let results = found[search.rows(found.len())].iter().map(|r| view(world, *r)).collect();
    Ok(Reply::ok(search.answer("groups", found.len(), results)))
}

/// `GET /api/v2/groups/{groupId}/dynamicsettings`: the rule of a group that has one.
pub fn rule(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("groupId"))?;
    let id = world.group_id(row);
    if world.groups[row as usize].rule.is_none() {
        return Err(Failure::missing("dynamic group", &id));
    }
    let uri = format!("/api/v2/groups/{id}");
    Ok(Reply::ok(json!({
        "group": { "id": id, "selfUri": uri },
        "dateModified": iso(world.groups[row as usize].modified),
        "selfUri": format!("{uri}/dynamicsettings"),
    })))
}
