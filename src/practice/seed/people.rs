//! Ordinary people.

use super::Numbers;
use super::names::Names;
use super::structure::{DEPARTMENTS, LEGAL, OFFLINE, station};
use crate::practice::ids::Dice;
use crate::practice::world::World;
use crate::practice::world::conversation::Media;
use crate::practice::world::person::{
    ExternalId, Grant, Person, QueueSeat, Rated, RoutingStatus, SCIM_AUTHORITY, State, Utilization,
};
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::Arc;

const TITLES: &[&str] =
    &["Specialist", "Senior Specialist", "Analyst", "Coordinator", "Consultant", "Associate", "Engineer", "Advisor"];
const AGENT_TITLES: &[&str] = &["Agent", "Agent", "Agent", "Senior Agent", "Team Lead"];
const OTHER_ROLES: &[&str] = &[
    "Knowledge author",
    "Reporting analyst",
    "Quality viewer",
    "Workforce planner",
    "Outbound manager",
    "Architect designer",
    "Learning coordinator",
    "User administrator",
    "Integration developer",
    "Auditor",
    "Privacy officer",
    "Quality Evaluator",
    "Telephony Admin",
    "Role administrator",
];
const AGENT_ROLES: &[&str] =
    &["Senior agent", "Quality viewer", "Knowledge author", "Communicate - User", "Supervisor"];

/// Words that many people share, kept once.
struct Pool(HashMap<&'static str, Arc<str>>);

impl Pool {
    fn get(&mut self, word: &'static str) -> Arc<str> {
        self.0.entry(word).or_insert_with(|| Arc::from(word)).clone()
    }
}

/// Somebody new, with nothing but a name and an address.
pub fn blank(world: &World, name: &str, email: &str) -> Person {
    let start = world.clock.start();
    Person {
        name: Arc::from(name),
        email: Arc::from(email),
        department: None,
        title: None,
        state: State::Active,
        version: 1,
        modified: start - SignedDuration::from_hours(24 * 30),
        division: 0,
        manager: None,
        grants: Vec::new(),
        groups: Vec::new(),
        queues: Vec::new(),
        skills: Vec::new(),
        languages: Vec::new(),
        station: None,
        default_station: None,
        last_station: None,
        routing: RoutingStatus::OffQueue,
        routing_since: start - SignedDuration::from_hours(16),
        presence: OFFLINE,
        externals: Vec::new(),
        last_token: None,
        live_tokens: 0,
        extras: None,
    }
}

/// Whom somebody reports to: every twelfth person leads eleven, every twelfth of those leads eleven of them, and so on.
pub fn boss(row: u32, people: u32) -> Option<u32> {
    if people < 12 {
        return None;
    }
    if row % 12 == 11 {
        return boss(row / 12, people / 12).map(|b| b * 12 + 11);
    }
    let lead = row - row % 12 + 11;
    (lead < people).then_some(lead)
}

/// Adds the ordinary people.
pub fn grow(world: &mut World, numbers: &Numbers, grants: Option<u32>) {
    let names = Names::shipped();
    let mut pool = Pool(HashMap::new());
    let mut taken: HashMap<String, u32> = HashMap::new();
    let hris: Arc<str> = Arc::from("hris");
    let scim: Arc<str> = Arc::from(SCIM_AUTHORITY);
    let role = |world: &World, name: &str| world.role_named(name).unwrap_or(0);
    let (agent_role, admin_role) = (role(world, "Agent"), role(world, "admin"));
    let others: Vec<u32> = OTHER_ROLES.iter().map(|n| role(world, n)).collect();
    let for_agents: Vec<u32> = AGENT_ROLES.iter().map(|n| role(world, n)).collect();
    for story in crate::practice::stories::STORIES {
        taken.insert(story.email.split('@').next().unwrap_or_default().to_owned(), 1);
    }
    for row in 0..numbers.all() {
        let mut dice = Dice::new(world.seed, "person", u64::from(row));
        let drawn = names.draw(&mut dice);
        let times = taken.entry(drawn.local.clone()).and_modify(|n| *n += 1).or_insert(1);
        let mut email = match *times {
            1 => format!("{}@acme.example", drawn.local),
            n => format!("{}{n}@acme.example", drawn.local),
        };
        while world.email_row(&email).is_some() {
            email = format!("{}.{row}@acme.example", drawn.local);
        }
        world.claim_email(&email, row);
        let agent = super::is_agent(world.seed, row);
        let mut person = blank(world, &drawn.name, &email);
        person.version = 1 + dice.below(40) as u32;
        person.modified = world.clock.start() - SignedDuration::from_mins(60 + dice.below(400_000) as i64);
        person.division = [0, 0, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7][dice.below(12)];
        let department = if row % 50 == 49 { LEGAL } else { dice.pick(DEPARTMENTS) };
        person.department = Some(pool.get(department));
        let lead = row % 12 == 11;
        let title = if lead { "Team Lead" } else { dice.pick(if agent { AGENT_TITLES } else { TITLES }) };
        person.title = Some(pool.get(title));
        person.manager = boss(row, numbers.active);
        roles(world, &mut person, &mut dice, agent.then_some(agent_role), if agent { &for_agents } else { &others });
        if row % 97 == 50 {
            person.grants.push(Grant { role: admin_role, division: None, made: person.modified });
        }
        if let Some(count) = grants {
            exactly(world, row, &mut person, count as usize);
        }
        groups(world, &mut person, &mut dice);
        if agent {
            seats(world, row, &mut person, &mut dice);
        }
        if dice.percent(40) || row % 211 == 100 {
            person.externals.push(ExternalId { authority: hris.clone(), key: format!("E{:06}", row + 100).into() });
        }
        if row % 211 == 100 {
            person.externals.push(ExternalId { authority: scim.clone(), key: format!("idp-{:06}", row + 100).into() });
        }
        if dice.percent(55) {
            person.last_token = Some(world.clock.start() - SignedDuration::from_mins(10 + dice.below(20_000) as i64));
            person.live_tokens = 1 + dice.below(2) as u8;
        }
        if row % 61 == 30 {
            let media = vec![(Media::Call, 1, Vec::new(), true), (Media::Message, 4, vec![Media::Call], false)];
            person.extras_mut().utilization = Some(Utilization { media });
        }
        if row >= numbers.active {
            leave(world, &mut person, row >= numbers.active + numbers.inactive);
        } else if agent && row % 83 == 40 {
            let queue = person.queues.first().map_or(0, |s| s.queue);
            world.open_conversation(row, queue, Media::Call, 4);
            person.routing = RoutingStatus::Interacting;
        }
        world.people.push(person);
    }
}

fn roles(world: &World, person: &mut Person, dice: &mut Dice, agent: Option<u32>, more: &[u32]) {
    let made = world.clock.start() - SignedDuration::from_hours(24 * (20 + dice.below(700) as i64));
    person.grants.push(Grant { role: 0, division: Some(0), made });
    if let Some(role) = agent {
        person.grants.push(Grant { role, division: Some(person.division), made });
    }
    for _ in 0..[0, 0, 0, 1, 1, 2][dice.below(6)] {
        let division = match dice.below(10) {
            0 => None,
            1..=3 => Some(0),
            _ => Some(person.division),
        };
        let grant = Grant { role: *dice.pick(more), division, made };
        if person.grants.iter().all(|g| g.key() != grant.key()) {
            person.grants.push(grant);
        }
    }
}

/// Gives somebody as many grants as are asked for, with dice of their own: all else stays as it is without.
fn exactly(world: &World, row: u32, person: &mut Person, count: usize) {
    let mut dice = Dice::new(world.seed, "grants", u64::from(row));
    person.grants.truncate(count);
    while person.grants.len() < count {
        let role = dice.below(world.roles.len()) as u32;
        // One of the stories is about the only person with this role.
        if &*world.roles[role as usize].name == "Master Admin" {
            continue;
        }
        let division = dice.below(world.divisions.len() + 1).checked_sub(1).map(|d| d as u32);
        if person.grants.iter().all(|g| g.key() != (role, division)) {
            person.grants.push(Grant { role, division, made: person.modified });
        }
    }
}

fn groups(world: &World, person: &mut Person, dice: &mut Dice) {
    let ordinary = world.groups.len().saturating_sub(6);
    for _ in 0..[0, 1, 1, 1, 2, 3][dice.below(6)] {
        let group = 6 + dice.below(ordinary) as u32;
        if ordinary > 0 && !person.groups.contains(&group) {
            person.groups.push(group);
        }
    }
}

fn seats(world: &mut World, row: u32, person: &mut Person, dice: &mut Dice) {
    for _ in 0..dice.below(6) + 1 {
        let queue = dice.below(world.queues.len()) as u32;
        if person.queues.iter().all(|s| s.queue != queue) {
            person.queues.push(QueueSeat { queue, joined: dice.percent(85) });
        }
    }
    for _ in 0..dice.below(5) {
        rate(&mut person.skills, dice.below(world.skills.len()) as u32, dice);
    }
    for _ in 0..dice.below(2) + 1 {
        rate(&mut person.languages, dice.below(world.languages.len()) as u32, dice);
    }
    if dice.percent(60) {
        person.station = Some(station(world, Some(row)));
        person.last_station = person.station;
        person.presence = [0, 0, 2, 5, 6, 8][dice.below(6)];
        person.routing = if person.presence == 5 { RoutingStatus::Idle } else { RoutingStatus::OffQueue };
    }
    if dice.percent(30) {
        person.default_station = person.station.or_else(|| Some(station(world, None)));
    }
}

fn rate(list: &mut Vec<Rated>, row: u32, dice: &mut Dice) {
    if list.iter().all(|r| r.row != row) {
        list.push(Rated { row, proficiency: 1.0 + dice.below(5) as f32 });
    }
}

/// Makes somebody inactive, or deleted, some time ago.
pub fn leave(world: &mut World, person: &mut Person, deleted: bool) {
    person.state = if deleted { State::Deleted } else { State::Inactive };
    person.extras_mut().state_changed = Some(world.clock.start() - SignedDuration::from_hours(24 * 9));
    person.extras_mut().state_reason = Some("Voluntary".to_owned());
    person.grants.clear();
    person.live_tokens = 0;
    person.routing = RoutingStatus::OffQueue;
    person.presence = OFFLINE;
    if let Some(row) = person.station.take() {
        world.stations[row as usize].user = None;
    }
    if deleted {
        person.groups.clear();
        person.queues.clear();
        person.skills.clear();
        person.languages.clear();
        person.default_station = None;
        person.division = 0;
    }
}
