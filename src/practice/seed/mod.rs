//! Grows the tenant: the same seed and size always give the same organisation.

mod names;
mod people;
mod roles;
mod stories;
mod structure;

pub use people::blank;
pub use structure::OFFLINE;

use super::analytics::jobs::Jobs;
use super::audits::Transactions;
use super::clock::PracticeClock;
use super::faults::Faults;
use super::ids::Dice;
use super::ids::Kind;
use super::license::Assigned;
use super::stories::{DELETED, INACTIVE, STORIES};
use super::tokens::Sessions;
use super::world::World;
use super::world::audit::Caller;
use super::{Credentials, PracticeOptions};
use secrecy::SecretString;
use std::collections::{HashMap, HashSet};

/// The organisation's name.
pub const ORGANIZATION: &str = "Acme Practice";

/// Whether an ordinary person works in queues.
pub fn is_agent(seed: u64, row: u32) -> bool {
    Dice::new(seed, "agent", u64::from(row)).percent(65)
}

/// How many ordinary people there are: active, inactive, deleted, in this order.
pub(super) struct Numbers {
    active: u32,
    inactive: u32,
    deleted: u32,
}

impl Numbers {
    fn of(people: u32) -> Self {
        let named = STORIES.iter().filter(|s| ![INACTIVE.key, DELETED.key].contains(&s.key)).count() as u32;
        Self { active: people.saturating_sub(named), inactive: people / 60, deleted: people / 120 }
    }

    fn all(&self) -> u32 {
        self.active + self.inactive + self.deleted
    }
}

/// Grows a tenant.
pub fn grow(options: &PracticeOptions, clock: PracticeClock) -> World {
    let numbers = Numbers::of(options.people);
    let mut world = World {
        seed: options.seed,
        clock,
        now: clock.start(),
        caller: Caller { client: 0, user: None },
        context: String::new(),
        inactive_drops_roles: options.inactive_drops_roles,
        search_lag: options.search_lag,
        membership_delay: options.membership_delay,
        rate_per_minute: options.rate_per_minute,
        operator: 0,
        reads_stale: false,
        people: Vec::with_capacity(numbers.all() as usize + STORIES.len()),
        ordinary: numbers.all(),
        groups: Vec::new(),
        queues: Vec::new(),
        roles: roles::shipped(options.seed),
        divisions: structure::divisions(),
        skills: Vec::new(),
        languages: Vec::new(),
        stations: Vec::new(),
        presences: structure::presences(),
        clients: Vec::new(),
        conversations: Vec::new(),
        keeps_history: HashSet::new(),
        audits: Vec::new(),
        jobs: Jobs::default(),
        audit_queries: Transactions::default(),
        assigned_licences: Assigned::default(),
        sessions: Sessions::new(options.seed, options.token_lifetime),
        faults: Faults::new(options.faults, options.seed),
        holders: None,
        special: Vec::new(),
        emails: HashMap::with_capacity(numbers.all() as usize + 2 * STORIES.len()),
        pending: Vec::new(),
        shadows: HashMap::new(),
        contexts: 0,
    };
    structure::grow(&mut world, options.people);
    people::grow(&mut world, &numbers, options.grants);
    stories::grow(&mut world);
    structure::settle(&mut world, &numbers);
    world.index_special_groups();
    world
}

/// What clients of a grown tenant need to sign in.
pub fn credentials(world: &World) -> Credentials {
    let id = |row: u64| world.id(Kind::Client, row);
    let secret = |row: usize| world.clients[row].secret.clone().unwrap_or_else(|| SecretString::from(""));
    Credentials {
        client_id: id(0),
        client_secret: secret(0),
        limited_client_id: id(1),
        limited_client_secret: secret(1),
        code_client_id: id(2),
    }
}
