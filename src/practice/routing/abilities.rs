//! Routing skills and languages: those there are, and those of a person.

use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::ids::Kind;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::Rated;
use crate::practice::world::tenant::Ability;
use serde_json::{Value, json};

/// Skills or languages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Skills,
    Languages,
}

impl Of {
    fn kind(self) -> Kind {
        if self == Of::Skills { Kind::Skill } else { Kind::Language }
    }

    fn words(self) -> (&'static str, &'static str) {
        if self == Of::Skills { ("skill", "routingskills") } else { ("language", "routinglanguages") }
    }

    fn known(self, world: &World) -> &[Ability] {
        if self == Of::Skills { &world.skills } else { &world.languages }
    }

    fn own(self, world: &World, row: u32) -> &Vec<Rated> {
        let person = world.person(row);
        if self == Of::Skills { &person.skills } else { &person.languages }
    }

    fn row(self, world: &World, id: &str) -> Result<u32, Failure> {
        let found = if self == Of::Skills { world.skill_row(id) } else { world.language_row(id) };
        found.ok_or_else(|| Failure::missing(self.words().0, id))
    }

    fn set(self, world: &mut World, row: u32, list: Vec<Rated>) {
        let names = |list: &[Rated], world: &World| -> Vec<String> {
            list.iter().map(|r| format!("{} {}", self.known(world)[r.row as usize].name, r.proficiency)).collect()
        };
        let (old, new) = (names(self.own(world, row), world), names(&list, world));
        if old == new {
            return;
        }
        let person = world.person_mut(row);
        if self == Of::Skills {
            person.skills = list;
        } else {
            person.languages = list;
        }
        let about = world.about_person(row);
        world.log("Update", about, vec![PropertyChange { property: self.words().1, old, new }]);
    }
}

fn catalogue(world: &World, call: &Call<'_>, of: Of) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.list("id");
    let name = call.query("name").map(str::to_lowercase);
    let rows: Vec<(usize, &Ability)> = of
        .known(world)
        .iter()
        .enumerate()
        .filter(|(row, a)| {
            let named = name.as_ref().is_none_or(|n| super::queues::wildcard(n, &a.name.to_lowercase()));
            named && (ids.is_empty() || ids.contains(&world.id(of.kind(), *row as u64).as_str()))
        })
        .collect();
    let one = |(row, a): &(usize, &Ability)| {
        let id = world.id(of.kind(), *row as u64);
        let uri = format!("/api/v2/routing/{}s/{id}", of.words().0);
        json!({ "id": id, "name": &*a.name, "state": "active", "version": "1", "dateModified": iso(a.modified), "selfUri": uri })
    };
    let entities = page.cut(&rows).iter().map(one).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

fn shown(world: &World, row: u32, of: Of) -> Vec<Value> {
    let id = |r| world.id(of.kind(), r);
    match view::rated(of.own(world, row), of.known(world), id, of.words(), &world.user_id(row)) {
        Value::Array(list) => list,
        _ => Vec::new(),
    }
}

fn listing(world: &World, call: &Call<'_>, of: Of, page: Page) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let all = shown(world, row, of);
    Ok(Reply::ok(page.listing(call, all.len(), page.cut(&all).to_vec())))
}

fn one_shown(world: &World, row: u32, of: Of, ability: u32) -> Answer {
    let id = world.id(of.kind(), u64::from(ability));
    let found = shown(world, row, of).into_iter().find(|v| v["id"] == json!(id));
    found.map(Reply::ok).ok_or_else(|| Failure::missing(of.words().0, &id))
}

fn rating(world: &World, of: Of, id: Option<&str>, value: &Value) -> Result<Rated, Failure> {
    let bad = |what: &str| Failure::new(400, "general.bad.request", what.to_owned());
    let id = id.or_else(|| value.get("id").and_then(Value::as_str)).ok_or_else(|| bad("id is required"))?;
    let proficiency = value.get("proficiency").and_then(Value::as_f64).ok_or_else(|| bad("proficiency is required"))?;
    if !(0.0..=5.0).contains(&proficiency) {
        return Err(bad("proficiency is between 0 and 5"));
    }
    Ok(Rated { row: of.row(world, id)?, proficiency: proficiency as f32 })
}

fn merge(world: &mut World, row: u32, of: Of, new: &[Rated]) {
    let mut list = of.own(world, row).clone();
    for rated in new {
        match list.iter_mut().find(|r| r.row == rated.row) {
            Some(own) => own.proficiency = rated.proficiency,
            None => list.push(*rated),
        }
    }
    of.set(world, row, list);
}

fn bulk(world: &mut World, call: &Call<'_>, of: Of, replace: bool) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let body = call.array()?;
    if body.len() > 50 {
        return Err(Failure::bad("at most 50 can be changed at once"));
    }
    let new: Vec<Rated> = body.iter().map(|v| rating(world, of, None, v)).collect::<Result<_, _>>()?;
    if replace {
        of.set(world, row, Vec::new());
    }
    merge(world, row, of, &new);
    listing(world, call, of, Page { size: 100, number: 1 })
}

fn add(world: &mut World, call: &Call<'_>, of: Of) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let rated = rating(world, of, None, &Value::Object(call.object()?.clone()))?;
    merge(world, row, of, &[rated]);
    one_shown(world, row, of, rated.row)
}

fn put(world: &mut World, call: &Call<'_>, of: Of, id: &str) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let rated = rating(world, of, Some(id), &Value::Object(call.object()?.clone()))?;
    merge(world, row, of, &[rated]);
    one_shown(world, row, of, rated.row)
}

fn delete(world: &mut World, call: &Call<'_>, of: Of, id: &str) -> Result<(), Failure> {
    let row = row_present(world, call.param("userId"))?;
    let ability = of.row(world, id)?;
    let mut list = of.own(world, row).clone();
    let before = list.len();
    list.retain(|r| r.row != ability);
    if list.len() == before {
        return Err(Failure::missing(of.words().0, id));
    }
    of.set(world, row, list);
    Ok(())
}

/// `GET /api/v2/routing/skills`.
pub fn skills(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, Of::Skills)
}

/// `GET /api/v2/routing/languages`.
pub fn languages(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, Of::Languages)
}

/// `GET /api/v2/users/{userId}/routingskills`.
pub fn user_skills(world: &mut World, call: &Call<'_>) -> Answer {
    listing(world, call, Of::Skills, Page::of(call, 500)?)
}

/// `GET /api/v2/users/{userId}/routinglanguages`.
pub fn user_languages(world: &mut World, call: &Call<'_>) -> Answer {
    listing(world, call, Of::Languages, Page::of(call, 500)?)
}

/// `POST /api/v2/users/{userId}/routingskills`.
pub fn add_skill(world: &mut World, call: &Call<'_>) -> Answer {
    add(world, call, Of::Skills)
}

/// `POST /api/v2/users/{userId}/routinglanguages`.
pub fn add_language(world: &mut World, call: &Call<'_>) -> Answer {
    add(world, call, Of::Languages)
}

/// `PUT /api/v2/users/{userId}/routingskills/bulk`: exactly these from now on.
pub fn replace_skills(world: &mut World, call: &Call<'_>) -> Answer {
    bulk(world, call, Of::Skills, true)
}

/// `PATCH /api/v2/users/{userId}/routingskills/bulk`: these as well.
pub fn merge_skills(world: &mut World, call: &Call<'_>) -> Answer {
    bulk(world, call, Of::Skills, false)
}

/// `PATCH /api/v2/users/{userId}/routinglanguages/bulk`: these as well.
pub fn merge_languages(world: &mut World, call: &Call<'_>) -> Answer {
    bulk(world, call, Of::Languages, false)
}

/// `PUT /api/v2/users/{userId}/routingskills/{skillId}`.
pub fn put_skill(world: &mut World, call: &Call<'_>) -> Answer {
    put(world, call, Of::Skills, call.param("skillId"))
}

/// `PATCH /api/v2/users/{userId}/routinglanguages/{languageId}`.
pub fn put_language(world: &mut World, call: &Call<'_>) -> Answer {
    put(world, call, Of::Languages, call.param("languageId"))
}

/// `DELETE /api/v2/users/{userId}/routingskills/{skillId}`: 200.
pub fn delete_skill(world: &mut World, call: &Call<'_>) -> Answer {
    delete(world, call, Of::Skills, call.param("skillId")).map(|()| Reply::status(200))
}

/// `DELETE /api/v2/users/{userId}/routinglanguages/{languageId}`: 204.
pub fn delete_language(world: &mut World, call: &Call<'_>) -> Answer {
    delete(world, call, Of::Languages, call.param("languageId")).map(|()| Reply::status(204))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::ON_CALLS;
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    #[test]
    fn skills_are_replaced_added_and_removed() {
        let desk = Desk::new();
        let user = format!("/api/v2/users/{}", desk.person(ON_CALLS.email));
        let skills = || desk.get(&format!("{user}/routingskills"))["entities"].as_array().unwrap().clone();
        let before = skills();
        assert_eq!(before.len(), 4);
        let first = format!("{user}/routingskills/{}", before[0]["id"].as_str().unwrap());
        assert_eq!(desk.call("DELETE", &first, Value::Null).0, 200);
        assert_eq!(desk.call("DELETE", &first, Value::Null).0, 404);
        assert_eq!(skills(), before[1..]);
        let (status, cleared) = desk.call("PUT", &format!("{user}/routingskills/bulk"), json!([]));
        assert_eq!((status, &cleared["total"]), (200, &json!(0)));
        let one = json!([{ "id": before[2]["id"], "proficiency": 4.5 }]);
        assert_eq!(desk.call("PATCH", &format!("{user}/routingskills/bulk"), one).1["entities"][0]["proficiency"], 4.5);
        let language = desk.get(&format!("{user}/routinglanguages"))["entities"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.call("DELETE", &format!("{user}/routinglanguages/{language}"), Value::Null).0, 204);
        assert_eq!(desk.get(&format!("{user}?expand=languages"))["languages"].as_array().unwrap().len(), 1);
    }
}
