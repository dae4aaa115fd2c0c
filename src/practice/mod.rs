//! The practice tenant: a Genesys Cloud organisation that lives in this process and speaks the platform's HTTP API.
//!
//! It is grown from a seed and a size, so that the same two numbers give the same people, roles, queues and ids. A
//! request is answered by [`Practice::answer`], a plain synchronous function over one locked [`world`]; the HTTP
//! server in [`server`] is a thin coat around it. Nothing changes in the tenant except by calls. This room knows
//! nothing of the product's own client, and the client nothing of it: they meet over HTTP only.

mod analytics;
mod audits;
mod authorization;
mod call;
mod catalogue;
mod clock;
mod conversations;
mod faults;
mod gate;
mod groups;
mod ids;
mod license;
mod organization;
mod paging;
mod record;
mod reply;
mod routes;
mod routing;
mod scim;
mod search;
mod seed;
mod server;
pub mod stories;
mod tokens;
mod users;
mod world;

#[cfg(test)]
mod contract_check;
#[cfg(test)]
mod gate_tests;
#[cfg(test)]
mod service_tour;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tour;

pub use call::Request;
pub use clock::PracticeClock;
pub use faults::{FaultProfile, UnknownProfile};
pub use reply::{Delivery, Reply};
pub use server::Running;

use jiff::Timestamp;
use record::Recorder;
use routes::RouteTable;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use world::World;

/// How a practice tenant is grown and how it behaves.
#[derive(Debug, Clone)]
pub struct PracticeOptions {
    /// Active people, from 10 to 1,000,000; the people of the stories are among them, and are there even when they are
    /// more. Some inactive and deleted people come on top.
    pub people: u32,
    /// What everything is grown from.
    pub seed: u64,
    /// How many direct grants every ordinary active person has, from 1 to 100; some one to four if absent.
    pub grants: Option<u32>,
    /// Calls a minute that one client-credentials token is allowed.
    pub rate_per_minute: u32,
    /// Trouble to be thrown in.
    pub faults: FaultProfile,
    /// A file to which every exchange is appended.
    pub record: Option<PathBuf>,
    /// Whether people who become inactive lose their direct roles; the vendor's documents disagree.
    pub inactive_drops_roles: bool,
    /// How far the search index is behind what was written.
    pub search_lag: Duration,
    /// How long after its 202 a change of group members takes effect.
    pub membership_delay: Duration,
    /// How long tokens are good for.
    pub token_lifetime: Duration,
    /// The moment the tenant's clock shows at the start, and to which the dates in its data are relative; now if absent.
    pub start: Option<Timestamp>,
}

impl Default for PracticeOptions {
    fn default() -> Self {
        Self {
            people: 1200,
            seed: 1,
            grants: None,
            rate_per_minute: 300,
            faults: FaultProfile::None,
            record: None,
            inactive_drops_roles: true,
            search_lag: Duration::from_secs(3),
            membership_delay: Duration::from_secs(1),
            token_lifetime: Duration::from_secs(86_400),
            start: None,
        }
    }
}

/// Why a practice tenant cannot start.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The size is out of range.
    #[error("a practice tenant has from 10 to 1,000,000 people, not {0}")]
    People(u32),
    /// The number of grants is out of range.
    #[error("people of a practice tenant have from 1 to 100 grants, not {0}")]
    Grants(u32),
    /// The rate lets nothing through.
    #[error("the rate must allow at least one call a minute")]
    Rate,
    /// The recording cannot be opened.
    #[error("the recording {path} cannot be opened")]
    Record {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What a client needs to sign in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Id of the client whose role allows everything an offboarding needs.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Id of a client whose role can read and change nothing.
    pub limited_client_id: String,
    /// Its secret.
    pub limited_client_secret: SecretString,
    /// Id of the client with which a person signs in (authorization code with PKCE; it has no secret).
    pub code_client_id: String,
}

/// A practice tenant; clones are the same tenant.
#[derive(Clone)]
pub struct Practice {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    routes: RouteTable,
    clock: PracticeClock,
    recorder: Option<Mutex<Recorder>>,
    options: PracticeOptions,
    credentials: Credentials,
}

impl std::fmt::Debug for Practice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Practice").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

impl Practice {
    /// Grows a tenant; it does not listen until [`Practice::serve`].
    pub fn new(options: PracticeOptions) -> Result<Self, PracticeError> {
        if !(10..=1_000_000).contains(&options.people) {
            return Err(PracticeError::People(options.people));
        }
        if let Some(grants) = options.grants.filter(|grants| !(1..=100).contains(grants)) {
            return Err(PracticeError::Grants(grants));
        }
        if options.rate_per_minute == 0 {
            return Err(PracticeError::Rate);
        }
        let recorder = match &options.record {
            None => None,
            Some(path) => Some(Mutex::new(
                Recorder::open(path).map_err(|source| PracticeError::Record { path: path.clone(), source })?,
            )),
        };
        let clock = PracticeClock::starting_at(options.start.unwrap_or_else(Timestamp::now));
        let world = seed::grow(&options, clock);
        let credentials = seed::credentials(&world);
        let routes = RouteTable::new();
        let world = Mutex::new(world);
        Ok(Self { inner: Arc::new(Inner { world, routes, clock, recorder, options, credentials }) })
    }

    /// Answers one request, as of what the tenant's clock shows.
    pub fn answer(&self, request: &Request) -> Reply {
        let mut world = self.world();
        world.settle(self.inner.clock.now());
        let reply = gate::answer(&mut world, &self.inner.routes, request);
        drop(world);
        if let Some(recorder) = &self.inner.recorder {
            let mut recorder = recorder.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = recorder.write(request, &reply) {
                tracing::warn!(%error, "an exchange could not be recorded");
            }
        }
        reply
    }

    /// What a client needs to sign in.
    pub fn credentials(&self) -> Credentials {
        self.inner.credentials.clone()
    }

    /// The tenant's clock.
    pub fn clock(&self) -> PracticeClock {
        self.inner.clock
    }

    /// The one line that tells a client how to use the tenant: addresses, credentials, size, and the ids of the stories.
    pub fn announcement(&self, api: &str) -> Value {
        let credentials = &self.inner.credentials;
        let options = &self.inner.options;
        let world = self.world();
        let stories: serde_json::Map<String, Value> = stories::STORIES
            .iter()
            .filter_map(|story| {
                let row = world.email_row(story.email)?;
                let about =
                    json!({ "id": world.user_id(row), "email": story.email, "name": story.name, "what": story.what });
                Some((story.key.to_owned(), about))
            })
            .collect();
        json!({
            "api": api,
            "login": api,
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret.expose_secret(),
            "limited_client_id": credentials.limited_client_id,
            "limited_client_secret": credentials.limited_client_secret.expose_secret(),
            "code_client_id": credentials.code_client_id,
            "people": options.people,
            "seed": options.seed,
            "rate_per_minute": options.rate_per_minute,
            "faults": options.faults.name(),
            "groups": world.groups.len(),
            "queues": world.queues.len(),
            "roles": world.roles.len(),
            "stories": stories,
        })
    }

    /// The first of the stories on whom a newcomer learns an offboarding: any keyboard types the name and nobody else has
    /// it, there is something to take away of every kind, and nothing stands in the way.
    pub fn to_learn_on(&self) -> Option<stories::Story> {
        let world = self.world();
        stories::STORIES
            .iter()
            .copied()
            .find(|story| world.email_row(story.email).is_some_and(|row| world.is_easy(row)))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.inner.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
