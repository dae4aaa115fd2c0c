//! The people of the stories.

use super::people::{blank, leave};
use super::structure::{station, story_groups};
use crate::practice::stories::{self, STORIES, Story};
use crate::practice::world::World;
use crate::practice::world::conversation::Media;
use crate::practice::world::person::{ExternalId, Grant, Person, QueueSeat, Rated, RoutingStatus, SCIM_AUTHORITY};
use jiff::SignedDuration;
use std::sync::Arc;

/// Adds the people of the stories, after the ordinary ones.
pub fn grow(world: &mut World) {
    let first = world.people.len() as u32;
    let row_of = |story: Story| first + STORIES.iter().position(|s| s.key == story.key).unwrap_or(0) as u32;
    for (n, story) in STORIES.iter().enumerate() {
        let row = first + n as u32;
        world.claim_email(story.email, row);
        let mut person = blank(world, story.name, story.email);
        if *story != stories::NOTHING {
            furnish(world, row, story, &mut person, row_of(stories::OWNER));
        }
        world.people.push(person);
    }
    world.operator = row_of(stories::OPERATOR);
}

fn grant(world: &World, person: &mut Person, role: &str, division: Option<u32>) {
    let made = world.clock.start() - SignedDuration::from_hours(24 * 200);
    let role = world.role_named(role).expect("the stories use roles that are shipped");
    person.grants.push(Grant { role, division, made });
}

fn furnish(world: &mut World, row: u32, story: &Story, person: &mut Person, owner: u32) {
    let start = world.clock.start();
    person.version = 7;
    person.department = Some(Arc::from("Customer Care"));
    person.title = Some(Arc::from("Agent"));
    person.division = 1;
    person.last_token = Some(start - SignedDuration::from_mins(50));
    person.live_tokens = 1;
    person.externals.push(ExternalId { authority: Arc::from("hris"), key: format!("S-{}", story.key).into() });
    if *story != stories::GROUP_ROLES {
        grant(world, person, "employee", Some(0));
    }
    match *story {
        stories::ON_CALLS => on_calls(world, row, person),
        stories::GROUP_ROLES => {
            person.title = Some(Arc::from("Night Lead"));
            person.groups = vec![story_groups::NIGHT_SHIFT, story_groups::CLAIMS];
        }
        stories::LAST_ADMIN => {
            person.title = Some(Arc::from("Platform Administrator"));
            person.department = Some(Arc::from("IT Operations"));
            person.division = 0;
            grant(world, person, "Master Admin", None);
        }
        stories::OWNER => {
            person.title = Some(Arc::from("Head of Customer Care"));
            grant(world, person, "Supervisor", None);
            person.groups = vec![story_groups::GARDEN];
        }
        stories::INACTIVE => {
            leave(world, person, false);
            person.groups = vec![story_groups::GARDEN];
            person.queues = vec![QueueSeat { queue: 1, joined: false }];
        }
        stories::DELETED => leave(world, person, true),
        stories::SCIM_MANAGED => {
            let key = Arc::from("idp-00u1zielinski");
            person.externals.push(ExternalId { authority: Arc::from(SCIM_AUTHORITY), key });
            person.groups = vec![story_groups::CLAIMS];
            grant(world, person, "Agent", Some(1));
            person.queues = vec![QueueSeat { queue: 0, joined: true }];
        }
        stories::PROTECTED => {
            person.title = Some(Arc::from("Chief Operating Officer"));
            person.groups = vec![story_groups::PROTECTED];
            grant(world, person, "Reporting analyst", None);
        }
        stories::OPERATOR => {
            person.title = Some(Arc::from("Helpdesk Operator"));
            person.department = Some(Arc::from("IT Operations"));
            grant(world, person, "Helpdesk operator", None);
            grant(world, person, "admin", None);
        }
        stories::TWIN_TWO => {
            person.department = Some(Arc::from("Finance"));
            person.title = Some(Arc::from("Analyst"));
            person.division = 3;
            grant(world, person, "Reporting analyst", Some(3));
        }
        _ => {
            grant(world, person, "Agent", Some(1));
            person.groups = vec![story_groups::BUDDIES];
            person.queues = vec![QueueSeat { queue: 2, joined: true }];
            person.manager = Some(owner);
            world.keeps_history.insert(row);
        }
    }
    if [stories::ON_CALLS, stories::GROUP_ROLES, stories::SCIM_MANAGED].contains(story) {
        person.manager = Some(owner);
        world.keeps_history.insert(row);
    }
}

fn on_calls(world: &mut World, row: u32, person: &mut Person) {
    let queues = world.queues.len().min(14) as u32;
    person.title = Some(Arc::from("Senior Agent"));
    person.queues = (0..queues).map(|queue| QueueSeat { queue, joined: queue != 5 }).collect();
    grant(world, person, "Agent", Some(1));
    grant(world, person, "Senior agent", None);
    grant(world, person, "Quality viewer", Some(0));
    person.groups = vec![story_groups::CLAIMS, story_groups::BUDDIES];
    person.skills = (0..4).map(|n| Rated { row: n * 3, proficiency: 2.0 + n as f32 * 0.5 }).collect();
    person.languages = vec![Rated { row: 0, proficiency: 5.0 }, Rated { row: 3, proficiency: 3.0 }];
    person.station = Some(station(world, Some(row)));
    person.default_station = person.station;
    person.last_station = person.station;
    person.routing = RoutingStatus::Interacting;
    person.routing_since = world.clock.start() - SignedDuration::from_mins(9);
    person.presence = 5;
    for queue in 0..3 {
        world.open_conversation(row, queue, Media::Call, 3 + i64::from(queue) * 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    fn list(desk: &Desk, target: &str) -> Vec<Value> {
        let got = desk.get(target);
        got.as_array().or_else(|| got["entities"].as_array()).cloned().unwrap_or_default()
    }

    #[test]
    fn the_stories_are_true() {
        let desk = Desk::new();
        let user = |story: Story| {
            desk.get(&format!(
                "/api/v2/users/{}?expand=groups,authorization,conversationSummary",
                desk.person(story.email)
            ))
        };
        let seats = |id: &str| -> usize {
            [true, false]
                .iter()
                .map(|j| list(&desk, &format!("/api/v2/users/{id}/queues?joined={j}&pageSize=100")).len())
                .sum()
        };
        let everybody = list(&desk, "/api/v2/users?pageSize=500");
        let tail: Vec<&Value> = everybody[everybody.len() - 13..].iter().map(|u| &u["email"]).collect();
        assert!(tail.contains(&&json!(stories::ON_CALLS.email)) && tail.contains(&&json!(stories::OPERATOR.email)));

        let busy = user(stories::ON_CALLS);
        assert_eq!(busy["conversationSummary"]["call"]["contactCenter"]["active"], 3);
        let most = everybody.iter().map(|u| seats(u["id"].as_str().unwrap())).max();
        assert_eq!(most, Some(seats(busy["id"].as_str().unwrap())));

        let masters = desk.get("/api/v2/authorization/roles?name=Master%20Admin")["entities"][0].clone();
        assert_eq!(masters["userCount"], 1);
        let users = list(&desk, &format!("/api/v2/authorization/roles/{}/users", masters["id"].as_str().unwrap()));
        assert_eq!(users[0]["id"], json!(desk.person(stories::LAST_ADMIN.email)));

        let owner = desk.person(stories::OWNER.email);
        assert!(list(&desk, &format!("/api/v2/users/{owner}/directreports")).len() >= 4);
        let owned = |g: &&Value| g["owners"].as_array().unwrap().iter().any(|o| o["id"] == json!(owner));
        let groups = list(&desk, "/api/v2/groups?pageSize=500");
        let mut owners: Vec<usize> =
            groups.iter().filter(owned).map(|g| g["owners"].as_array().unwrap().len()).collect();
        owners.sort_unstable();
        assert_eq!(owners, [1, 2]);

        let protected = user(stories::PROTECTED);
        let name = |g: &Value| desk.get(g["selfUri"].as_str().unwrap())["name"].clone();
        assert_eq!(
            protected["groups"].as_array().unwrap().iter().map(name).collect::<Vec<_>>(),
            ["Executives – protected"]
        );
        let managed = desk.person(stories::SCIM_MANAGED.email);
        assert_eq!(
            desk.get(&format!("/api/v2/users/{managed}/externalid/{SCIM_AUTHORITY}"))["externalKey"],
            "idp-00u1zielinski"
        );
        let nothing = user(stories::NOTHING);
        assert_eq!((&nothing["groups"], &nothing["authorization"]["roles"]), (&json!([]), &json!([])));
        assert!(nothing.get("manager").is_none());
    }
}
