//! What people are put into: divisions, queues, groups, skills, presences, stations and the OAuth clients.

use super::Numbers;
use crate::practice::ids::Dice;
use crate::practice::world::World;
use crate::practice::world::person::Grant;
use crate::practice::world::tenant::{Ability, Client, Division, Group, Presence, Queue, Station};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::sync::Arc;

/// Rows of the groups that stories need.
pub mod story_groups {
    /// Its members must not be offboarded without a second thought.
    pub const PROTECTED: u32 = 0;
    /// Gives its members roles.
    pub const NIGHT_SHIFT: u32 = 1;
    /// Gives its members a role, and a queue through itself.
    pub const CLAIMS: u32 = 2;
    /// Has one owner only.
    pub const GARDEN: u32 = 3;
    /// Has two owners, who count as members.
    pub const BUDDIES: u32 = 4;
    /// Its members follow from their department.
    pub const LEGAL: u32 = 5;
}

/// The department that makes people members of a group by rule.
pub const LEGAL: &str = "Legal";

/// Departments of ordinary people.
pub const DEPARTMENTS: &[&str] = &[
    "Customer Care",
    "Customer Care",
    "Customer Care",
    "Claims",
    "Claims",
    "Billing",
    "Technical Support",
    "Technical Support",
    "Sales",
    "Back Office",
    "Human Resources",
    "IT Operations",
    "Finance",
    "Quality",
    "Workforce Management",
    "Fraud Prevention",
];

const SKILLS: &[&str] = &[
    "Billing",
    "Claims",
    "Refunds",
    "Complaints",
    "VIP",
    "Upselling",
    "Retention",
    "Technical L1",
    "Technical L2",
    "Hardware",
    "Software",
    "Network",
    "Mobile",
    "Fraud",
    "Legal",
    "Accessibility",
    "Chat",
    "E-mail",
    "Outbound",
    "Social media",
    "Insurance",
    "Payments",
    "Logistics",
    "Returns",
];

const LANGUAGES: &[&str] = &[
    "English",
    "German",
    "French",
    "Spanish",
    "Portuguese",
    "Polish",
    "Danish",
    "Turkish",
    "Hindi",
    "Arabic",
    "Japanese",
    "Chinese",
];

const PLACES: &[&str] = &[
    "Berlin",
    "Lisbon",
    "Dublin",
    "Kraków",
    "Austin",
    "Manila",
    "Toronto",
    "Osaka",
    "São Paulo",
    "Nairobi",
    "Leeds",
    "Lyon",
    "Aarhus",
    "Hyderabad",
];

const TOPICS: &[&str] = &[
    "Billing",
    "Claims",
    "Refunds",
    "Technical support",
    "Complaints",
    "New customers",
    "VIP",
    "Returns",
    "Outbound",
    "Fraud",
    "Payments",
    "Renewals",
];

const CIRCLES: &[&str] = &[
    "Team",
    "Early shift",
    "Late shift",
    "Project",
    "Mentors",
    "Running club",
    "Floor wardens",
    "Release crew",
    "Champions",
    "Pilot users",
];

/// The divisions; row 0 is Home.
pub fn divisions() -> Vec<Division> {
    let list = [
        ("Home", "The division of everything that nobody moved."),
        ("EMEA", "Europe, Middle East, Africa"),
        ("APAC", "Asia and Pacific"),
        ("North America", "United States and Canada"),
        ("LATAM", "Latin America"),
        ("Germany", "Works council rules apply"),
        ("Back Office", "No customer contact"),
        ("Partners", "People of outsourcing partners"),
    ];
    list.iter().map(|(name, about)| Division { name: Arc::from(*name), description: Arc::from(*about) }).collect()
}

/// The presence definitions, one for each system presence.
pub fn presences() -> Vec<Presence> {
    let list = [
        ("Available", "Available"),
        ("Away", "Away"),
        ("Busy", "Busy"),
        ("Offline", "Offline"),
        ("Idle", "Idle"),
        ("OnQueue", "On Queue"),
        ("Meal", "Meal"),
        ("Training", "Training"),
        ("Meeting", "Meeting"),
        ("Break", "Break"),
    ];
    list.iter().map(|(system, label)| Presence { system, label }).collect()
}

/// Row of the presence `Offline`.
pub const OFFLINE: u32 = 3;

/// Fills in what does not depend on single people.
pub fn grow(world: &mut World, people: u32) {
    let start = world.clock.start();
    let ability =
        |(n, name): (usize, &&str)| Ability { name: Arc::from(*name), modified: days_before(start, 200 + n as i64) };
    world.skills = SKILLS.iter().enumerate().map(ability).collect();
    world.languages = LANGUAGES.iter().enumerate().map(ability).collect();
    let groups = 6 + people / 30;
    let queues = (people / 40).max(8);
    for row in 0..queues {
        let queue = queue(world, row, groups);
        world.queues.push(queue);
    }
    for row in 0..groups {
        let group = group(world, row);
        world.groups.push(group);
    }
    world.clients = clients(world);
}

fn days_before(start: Timestamp, days: i64) -> Timestamp {
    start - SignedDuration::from_hours(24 * days)
}

fn queue(world: &World, row: u32, groups: u32) -> Queue {
    let mut dice = Dice::new(world.seed, "queue", u64::from(row));
    let topic = TOPICS[row as usize % TOPICS.len()];
    let place = PLACES[(row as usize / TOPICS.len()) % PLACES.len()];
    let round = row as usize / (TOPICS.len() * PLACES.len());
    let name = if round == 0 { format!("{topic} {place}") } else { format!("{topic} {place} {}", round + 1) };
    let created = days_before(world.clock.start(), 100 + dice.below(900) as i64);
    let member_groups = match row {
        3 => vec![story_groups::CLAIMS],
        _ if row > 8 && row.is_multiple_of(11) && groups > 6 => vec![6 + dice.below(groups as usize - 6) as u32],
        _ => Vec::new(),
    };
    Queue {
        name: name.into(),
        division: dice.below(world.divisions.len()) as u32,
        description: dice.percent(40).then(|| Arc::from(format!("Customers who ask about {}", topic.to_lowercase()))),
        created,
        modified: created + SignedDuration::from_hours(30),
        members: Vec::new(),
        member_groups,
        group_seats_off: Vec::new(),
    }
}

fn group(world: &World, row: u32) -> Group {
    let mut dice = Dice::new(world.seed, "group", u64::from(row));
    let grant = |role: &str, division: Option<u32>| {
        let made = days_before(world.clock.start(), 120);
        world.role_named(role).map(|role| Grant { role, division, made })
    };
    let (name, about, official): (String, &str, bool) = match row {
        story_groups::PROTECTED => {
            ("Executives – protected".into(), "Nobody here leaves without a second pair of eyes.", true)
        }
        story_groups::NIGHT_SHIFT => ("Night shift leads".into(), "Roles for the night come through this group.", true),
        story_groups::CLAIMS => ("Claims specialists".into(), "Takes the claims queues as a group.", true),
        story_groups::GARDEN => ("Green fingers".into(), "The office garden.", false),
        story_groups::BUDDIES => ("Onboarding buddies".into(), "Looks after new colleagues.", false),
        story_groups::LEGAL => ("Legal counsel".into(), "Everybody of the department Legal.", true),
        _ => {
            let n = (row - 6) as usize;
            let circle = CIRCLES[n % CIRCLES.len()];
            let place = PLACES[(n / CIRCLES.len()) % PLACES.len()];
            let round = n / (CIRCLES.len() * PLACES.len());
            let name = if round == 0 { format!("{circle} {place}") } else { format!("{circle} {place} {}", round + 1) };
            (name, "", dice.percent(60))
        }
    };
    let grants: Vec<Grant> = match row {
        story_groups::NIGHT_SHIFT => [grant("Supervisor", Some(1)), grant("Agent", None), grant("employee", Some(0))]
            .into_iter()
            .flatten()
            .collect(),
        story_groups::CLAIMS => {
            [grant("Agent", Some(1)), grant("Quality viewer", Some(1))].into_iter().flatten().collect()
        }
        6.. if official && dice.percent(40) => {
            let roles = ["Agent", "Communicate - User", "Knowledge author", "Reporting analyst", "Senior agent"];
            let division = (!dice.percent(20)).then(|| dice.below(world.divisions.len()) as u32);
            grant(roles[dice.below(roles.len())], division).into_iter().collect()
        }
        _ => Vec::new(),
    };
    Group {
        name: name.into(),
        description: (!about.is_empty()).then(|| Arc::from(about)),
        official,
        visibility: ["public", "public", "public", "owners", "members"][dice.below(5)],
        rules_visible: dice.percent(80),
        roles_enabled: official,
        include_owners: row == story_groups::BUDDIES,
        calls_enabled: dice.percent(10),
        version: 1 + dice.below(9) as u32,
        modified: days_before(world.clock.start(), 1 + dice.below(300) as i64),
        members: Vec::new(),
        owners: Vec::new(),
        grants,
        rule: (row == story_groups::LEGAL).then(|| Arc::from(LEGAL)),
        external_id: None,
        deleted: false,
    }
}

fn clients(world: &World) -> Vec<Client> {
    let mut dice = Dice::new(world.seed, "clients", 0);
    let created = days_before(world.clock.start(), 90);
    let mut client = |name: &str, about: &str, grant_type, role: &str| {
        let bytes: Vec<u8> = (0..4).flat_map(|_| dice.next().to_le_bytes()).collect();
        let grants = world.role_named(role).map(|role| Grant { role, division: None, made: created });
        Client {
            name: Arc::from(name),
            description: Arc::from(about),
            grant_type,
            secret: (grant_type == "CLIENT-CREDENTIALS").then(|| SecretString::from(URL_SAFE_NO_PAD.encode(bytes))),
            grants: grants.into_iter().collect(),
            created,
        }
    };
    vec![
        client("Helpdesk console", "May do all that an offboarding needs.", "CLIENT-CREDENTIALS", "Helpdesk operator"),
        client("Read-only console", "May read and change nothing.", "CLIENT-CREDENTIALS", "Directory reader"),
        client("Console sign-in", "People sign in with this one.", "CODE", "Directory reader"),
    ]
}

/// Makes a station and puts somebody on it, or reserves it for them.
pub fn station(world: &mut World, user: Option<u32>) -> u32 {
    let row = world.stations.len() as u32;
    let since = world.clock.start() - SignedDuration::from_hours(3 + i64::from(row % 50));
    let kind = if row.is_multiple_of(4) { "inin_remote" } else { "inin_webrtc_softphone" };
    world.stations.push(Station { name: format!("Desk {:04}", row + 1).into(), kind, user, since });
    row
}

/// Fills in what follows from the people: members of queues and groups, owners.
pub fn settle(world: &mut World, numbers: &Numbers) {
    for row in 0..world.people.len() as u32 {
        let person = &world.people[row as usize];
        for group in &person.groups {
            world.groups[*group as usize].members.push(row);
        }
        for seat in &person.queues {
            world.queues[seat.queue as usize].members.push(row);
        }
    }
    let owner = world.email_row(crate::practice::stories::OWNER.email).unwrap_or(0);
    let operator = world.operator;
    for row in 0..world.groups.len() as u32 {
        let mut dice = Dice::new(world.seed, "owners", u64::from(row));
        let half = numbers.active / 2;
        world.groups[row as usize].owners = match row {
            story_groups::GARDEN => vec![owner],
            story_groups::BUDDIES => vec![owner, operator],
            _ if half < 4 => vec![operator],
            _ => {
                let first = dice.below(half as usize / 2) as u32;
                let second = first + 1 + dice.below(half as usize / 2 - 1) as u32;
                vec![half + first, half + second]
            }
        };
    }
}
