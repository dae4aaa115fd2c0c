//! The desk: the tenant client, the store, the engine and the directory of one process, and every job that can be
//! asked of them. The faces work through it; none of its parts leaves the room.

use super::directory::Directory;
use super::event::{BudgetMeter, Session, Waiting};
use super::image::House;
use super::metrics::Metrics;
use super::recipes::{KnownRecipe, Recipes};
use crate::engine::Engine;
use crate::genesys::{Client, Lane};
use crate::model::{Changed, Clock, DisplayText, Fault, Operator, RunEvent, ServerCall, Timestamp};
use crate::notify::Courier;
use crate::pipelines::offboard::{Guard, Surroundings};
use crate::pipelines::remove_group::{By, Limits};
use crate::store::{Store, StoreError};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use tokio::sync::{Mutex, Notify, broadcast, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What one process works with.
pub struct Desk {
    pub(super) store: Store,
    pub(super) engine: Engine,
    pub(super) metrics: Arc<Metrics>,
    pub(super) events: broadcast::Sender<RunEvent>,
    /// Told when an event has been kept here.
    pub(super) arrived: Notify,
    /// Events that wait to be kept.
    pub(super) keeping: super::inbox::Keeping,
    pub(super) courier: Option<Courier>,
    pub(super) courier_stop: CancellationToken,
    /// The task that delivers notices.
    pub(super) delivering: std::sync::Mutex<Option<JoinHandle<()>>>,
    pub(super) clock: Clock,
    pub(super) operator: Operator,
    pub(super) recipes: Recipes,
    pub(super) guard: Guard,
    pub(super) limits: Limits,
    pub(super) members_by: By,
    pub(super) create_by: crate::pipelines::provision::By,
    /// The most people that the organisation may have.
    pub(super) people_limit: Option<u32>,
    pub(super) blast: super::BlastLimits,
    pub(super) data: PathBuf,
    pub(super) external_id_authority: Option<String>,
    pub(super) environment: DisplayText,
    pub(super) demo: bool,
    /// Whether nothing may be changed from here.
    pub(super) read_only: bool,
    pub(super) tenant: Result<Tenant, Fault>,
    /// What the organisation says of access beyond what the platform knows.
    pub(super) house: Arc<House>,
    /// Since when this process follows what others change in the tenant.
    pub(super) following_since: std::sync::OnceLock<Timestamp>,
}

/// The way to the tenant.
pub(super) struct Tenant {
    pub(super) client: Client,
    /// Under what the directory of this tenant is kept.
    pub(super) key: String,
    pub(super) directory: Arc<Directory>,
    surroundings: Mutex<Option<Surroundings>>,
}

impl Tenant {
    pub(super) fn new(client: Client, key: String, house: Arc<House>) -> Self {
        Self { client, key, directory: Arc::new(Directory::new(house)), surroundings: Mutex::default() }
    }
}

/// For how long the organisation's groups are taken as read when plans are made.
const SURROUNDINGS_LAST: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

impl Desk {
    /// The tenant, or why there is none.
    pub(super) fn tenant(&self) -> Result<&Tenant, Fault> {
        self.tenant.as_ref().map_err(Clone::clone)
    }

    /// Whether something may be changed from here: in the tenant, in what was confirmed, or in what others are told.
    pub(super) fn may_write(&self) -> Result<(), Fault> {
        if !self.read_only {
            return Ok(());
        }
        let remedy = "start without --read-only, LANYARD_READ_ONLY and `read_only` in config.toml to change anything";
        Err(refusal("this session only reads; nothing was done", remedy))
    }

    /// What time it is, by the clock of this process.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Who works where; asks the tenant for its name.
    ///
    /// # Errors
    /// When the tenant does not tell its name.
    pub async fn session(&self) -> Result<Session, Fault> {
        let tenant = self.surroundings().await?.organization;
        Ok(self.session_named(tenant))
    }

    /// Who works where, under this name of the tenant.
    pub fn session_named(&self, tenant: DisplayText) -> Session {
        Session {
            tenant,
            environment: self.environment.clone(),
            demo: self.demo,
            operator: self.operator.clone(),
            recipes: self.recipes.offboard.iter().map(|recipe| recipe.name.clone()).collect(),
        }
    }

    /// What of the organisation's own files about access cannot be used, with file and line; nothing stands in for it.
    pub fn warnings(&self) -> &[DisplayText] {
        &self.house.warnings
    }

    /// The recipes of every job as they are written; those of offboardings first, the configured one before all.
    pub fn recipes(&self) -> &[KnownRecipe] {
        &self.recipes.written
    }

    /// Name and groups of the organisation, read anew when older than some minutes.
    pub(super) async fn surroundings(&self) -> Result<Surroundings, Fault> {
        self.surroundings_in(Lane::Interactive).await
    }

    /// The same, asked for in this lane.
    pub(super) async fn surroundings_in(&self, lane: Lane) -> Result<Surroundings, Fault> {
        let tenant = self.tenant()?;
        let mut kept = tenant.surroundings.lock().await;
        if let Some(known) = kept.as_ref().filter(|s| self.now().duration_since(s.read_at) < SURROUNDINGS_LAST) {
            return Ok(known.clone());
        }
        let read = Surroundings::read(&tenant.client.lane(lane), self.now()).await.map_err(Fault::from)?;
        Ok(kept.insert(read).clone())
    }

    /// The same, read anew in any case.
    pub(super) async fn surroundings_anew(&self) -> Result<Surroundings, Fault> {
        *self.tenant()?.surroundings.lock().await = None;
        self.surroundings().await
    }

    /// How the budget stands.
    pub fn meter(&self) -> BudgetMeter {
        let Ok(tenant) = &self.tenant else { return BudgetMeter::default() };
        let meter = tenant.client.meter();
        BudgetMeter {
            used: meter.used,
            allowed: meter.allowed,
            resets_in: meter.resets_in,
            waiting: meter.waiting.map(|held| Waiting { left: held.left, why: held.why.into() }),
            calls: meter.calls,
            throttled: meter.throttled,
            retries: meter.retries,
        }
    }

    /// What was asked of the tenant by this process, the newest first.
    pub(super) fn calls(&self) -> Vec<ServerCall> {
        self.tenant.as_ref().map_or_else(|_| Vec::new(), |tenant| tenant.client.calls(self.now()))
    }

    /// Changes when the budget may have.
    pub(super) fn meter_changed(&self) -> Option<watch::Receiver<u64>> {
        self.tenant.as_ref().ok().map(|t| t.client.meter_changed())
    }

    /// What happens in the runs of this process.
    pub fn progress(&self) -> broadcast::Receiver<RunEvent> {
        self.events.subscribe()
    }

    /// Begins to deliver notices, where there is somebody to deliver to.
    pub fn deliver(self: &Arc<Self>) {
        if let Some(courier) = self.courier.clone().filter(|_| !self.read_only) {
            let stop = self.courier_stop.clone();
            let working = tokio::spawn(async move { courier.work(stop).await });
            *self.delivering.lock().unwrap_or_else(PoisonError::into_inner) = Some(working);
        }
    }

    /// Gives waiting notices one round and lets go of everything.
    pub async fn close(&self) {
        self.courier_stop.cancel();
        if let Some(courier) = self.courier.as_ref().filter(|_| !self.read_only) {
            const PARTING: std::time::Duration = std::time::Duration::from_secs(5);
            let working = self.delivering.lock().unwrap_or_else(PoisonError::into_inner).take();
            let last = async {
                match working {
                    // It writes down what is on its way, since a notice that was taken and is not known to be would be
                    // sent again, and then gives each target its round.
                    Some(working) => drop(working.await),
                    None => {
                        if let Err(error) = courier.deliver_due().await {
                            tracing::warn!(%error, "notices stay in the outbox");
                        }
                    }
                }
            };
            match tokio::time::timeout(PARTING, last).await {
                Ok(()) => {}
                Err(_) => tracing::info!("notices that could not be delivered in time stay in the outbox"),
            }
        }
        self.store.close().await;
    }
}

/// Nothing was changed; in these words, with this remedy.
pub(super) fn refusal(text: impl Into<String>, remedy: &str) -> Fault {
    Fault {
        text: DisplayText::new(text.into()),
        remedy: remedy.into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    }
}

/// Trouble with the store, in an operator's words.
pub(super) fn store_fault(error: &StoreError) -> Fault {
    refusal(error.to_string(), error.remedy())
}
