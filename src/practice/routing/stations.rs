//! Stations, and who uses them.

use crate::practice::call::Call;
use crate::practice::ids::Kind;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use serde_json::{Value, json};

fn station(world: &World, row: u32) -> Value {
    let station = &world.stations[row as usize];
    let id = world.id(Kind::Station, u64::from(row));
    let mut out = json!({
        "id": id,
        "name": &*station.name,
        "status": if station.user.is_some() { "ASSOCIATED" } else { "AVAILABLE" },
        "type": station.kind,
        "selfUri": format!("/api/v2/stations/{id}"),
    });
    if let Some(user) = station.user {
        out["userId"] = json!(world.user_id(user));
        if station.kind == "inin_webrtc_softphone" {
            out["webRtcUserId"] = json!(world.user_id(user));
        }
    }
    out
}

/// `GET /api/v2/stations`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.list("id");
    let name = call.query("name").map(str::to_lowercase);
    let user = call.query("webRtcUserId");
    let fits = |row: &u32| {
        let s = &world.stations[*row as usize];
        name.as_ref().is_none_or(|n| s.name.to_lowercase().contains(n))
            && (ids.is_empty() || ids.contains(&world.id(Kind::Station, u64::from(*row)).as_str()))
            && user.is_none_or(|id| s.user.is_some_and(|u| world.user_id(u) == id))
    };
    let rows: Vec<u32> = (0..world.stations.len() as u32).filter(fits).collect();
    let entities = page.cut(&rows).iter().map(|row| station(world, *row)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

fn row(world: &World, call: &Call<'_>) -> Result<u32, Failure> {
    let id = call.param("stationId");
    world.station_row(id).ok_or_else(|| Failure::missing("station", id))
}

/// `GET /api/v2/stations/{stationId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call)?;
    Ok(Reply::ok(station(world, row)))
}

/// `DELETE /api/v2/stations/{stationId}/associateduser`.
pub fn clear(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call)?;
    if let Some(user) = world.stations[row as usize].user {
        world.leave_station(user);
    }
    Ok(Reply::status(200))
}

/// `GET /api/v2/users/{userId}/station`.
pub fn of_user(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    Ok(Reply::ok(view::stations(world, world.person_read(row))))
}

/// `DELETE /api/v2/users/{userId}/station/associatedstation`: 202.
pub fn leave(world: &mut World, call: &Call<'_>) -> Answer {
    let missing = |_| Failure::new(404, "edgeconfiguser.userdoesnotexist", "The user does not exist.");
    let row = row_present(world, call.param("userId")).map_err(missing)?;
    world.leave_station(row);
    Ok(Reply::status(202))
}

/// `DELETE /api/v2/users/{userId}/station/defaultstation`: 202.
pub fn drop_default(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    if let Some(station) = world.person(row).default_station {
        world.person_mut(row).default_station = None;
        let id = world.id(Kind::Station, u64::from(station));
        let about = world.about_person(row);
        world.log("Update", about, vec![PropertyChange::one("defaultStation", &id, "")]);
    }
    Ok(Reply::status(202))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::ON_CALLS;
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    #[test]
    fn a_person_leaves_the_station_and_loses_the_default_one() {
        let desk = Desk::new();
        let user = format!("/api/v2/users/{}/station", desk.person(ON_CALLS.email));
        let before = desk.get(&user);
        let station = format!("/api/v2/stations/{}", before["associatedStation"]["id"].as_str().unwrap());
        assert_eq!(desk.get(&station)["status"], "ASSOCIATED");
        assert_eq!(desk.call("DELETE", &format!("{user}/associatedstation"), Value::Null).0, 202);
        assert_eq!(desk.call("DELETE", &format!("{user}/defaultstation"), Value::Null).0, 202);
        let after = desk.get(&user);
        assert_eq!((after.get("associatedStation"), after.get("defaultStation")), (None, None));
        assert_eq!(after["lastAssociatedStation"]["id"], before["associatedStation"]["id"]);
        assert_eq!(desk.get(&station)["status"], json!("AVAILABLE"));
    }
}
