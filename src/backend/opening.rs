//! Opening a desk from settings.

use super::BlastLimits;
use super::desk::{Desk, Tenant, refusal, store_fault};
use super::image::House;
use super::metrics::{Cut, Metrics};
use super::recipes::Recipes;
use crate::config::{ConfigError, Database, Interface, NoticeTarget, Settings};
use crate::engine::{Engine, Job, Owner, Pace, Parts};
use crate::genesys::{Client, Http, Lane, ReqwestHttp, Reserve, Settings as ClientSettings, SettingsError};
use crate::model::{Clock, DisplayText, Fault, PipelineKind, RunId};
use crate::notify::{Courier, Events, HttpPost, Target, Template};
use crate::pipelines::offboard::{Guard, OffboardJob, Rules};
use crate::pipelines::provision::{self, ProvisionJob};
use crate::pipelines::remove_group::{By, Limits, RemoveGroupJob};
use crate::pipelines::restore::RestoreJob;
use crate::pipelines::sync_roles::SyncRolesJob;
use crate::store::{Location, Store};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Progress events that a slow listener may be behind; one that is further behind reads the journal instead.
const PROGRESS: usize = 4_096;

/// Why a desk cannot be opened.
#[derive(Debug)]
pub enum Unopened {
    /// The configuration lacks something or cannot be used.
    Config(ConfigError),
    /// A recipe, an address or a notice target cannot be used.
    Setting(Fault),
    /// The store cannot be used.
    Store(Fault),
}

impl From<ConfigError> for Unopened {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// What a desk is to be able to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Only what the store knows: works without credentials.
    Record,
    /// The tenant as well.
    Tenant,
    /// The tenant as well, of whose budget a share is kept for what comes in.
    Service,
}

impl Desk {
    /// Opens the store and, where it is wanted, the way to the tenant; nothing is sent yet.
    ///
    /// # Errors
    /// Says what is missing or cannot be used, and what to do.
    pub async fn open(settings: &Settings, reach: Reach) -> Result<Self, Unopened> {
        let tenant = match settings.tenant() {
            Ok(found) => {
                let http = ReqwestHttp::new(&found.hosts).map_err(|e| setting(&e))?;
                let mut own = ClientSettings::new(found.hosts, found.client_id, found.client_secret, rand::random());
                if reach == Reach::Service {
                    own.reserve = Reserve::SERVICE;
                }
                Ok((own, Arc::new(http) as Arc<dyn Http>))
            }
            Err(error) if reach != Reach::Record => return Err(error.into()),
            Err(error) => Err(refusal(error.to_string(), &error.remedy())),
        };
        Self::open_with(settings, tenant, Clock::system()).await
    }

    /// Opens a desk whose calls go out by this way.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub async fn open_with(
        settings: &Settings,
        way: Result<(ClientSettings, Arc<dyn Http>), Fault>,
        clock: Clock,
    ) -> Result<Self, Unopened> {
        let folders = &settings.folders;
        settings.folders.make_data()?;
        let data = folders.data.value.clone();
        let store = open_store(location(settings)?).await?;
        let owner = owner(&data)?;
        let targets: Arc<[Target]> = targets(settings)?.into();
        let (events, _) = broadcast::channel(PROGRESS);
        let outbox = Arc::new(Notify::new());
        let recipes = Recipes::read(settings).map_err(Unopened::Setting)?;
        let operator = settings.operator.value.clone();
        let guard = Guard {
            own_accounts: vec![operator.name.to_string()],
            protected_people: settings.protected_people.value.clone(),
            protected_groups: settings.protected_groups.value.clone(),
        };
        let house = Arc::new(House::read(&folders.config.value, settings.practice));
        let mut jobs: HashMap<PipelineKind, Arc<dyn Job>> = HashMap::new();
        let tenant = match way {
            Ok((mut own, http)) => {
                own.read_only = settings.console.read_only.value;
                let key = own.hosts.api().to_string();
                let client = Client::new(own, http).map_err(|e| setting(&e))?;
                let time = clock.clone();
                let rules = Rules::new(recipes.offboard.clone(), guard.clone());
                let now = Arc::new(move || time.now());
                let job = OffboardJob::new(client.clone(), data.join("exports"), now, rules);
                jobs.insert(PipelineKind::Offboard, Arc::new(job));
                let time = clock.clone();
                let job = RemoveGroupJob::new(client.clone(), Arc::new(move || time.now()));
                jobs.insert(PipelineKind::RemoveGroup, Arc::new(job));
                let time = clock.clone();
                let job = RestoreJob::new(client.clone(), Arc::new(move || time.now()));
                jobs.insert(PipelineKind::Restore, Arc::new(job));
                let time = clock.clone();
                let means = provision::Means {
                    now: Arc::new(move || time.now()),
                    password: Arc::new(provision::generate),
                    passwords: data.join("passwords"),
                };
                let job = ProvisionJob::new(client.lane(Lane::Bulk), means);
                jobs.insert(PipelineKind::Provision, Arc::new(job));
                let tenant = Tenant::new(client, key, Arc::clone(&house));
                let (time, directory) = (clock.clone(), Arc::clone(&tenant.directory));
                let job = SyncRolesJob::new(
                    tenant.client.lane(Lane::Bulk),
                    Arc::new(move |grants| directory.image().map(|image| image.weigh(grants))),
                    Arc::new(move || time.now()),
                );
                jobs.insert(PipelineKind::SyncRoles, Arc::new(job));
                Ok(tenant)
            }
            Err(fault) => Err(fault),
        };
        let senders = settings.intake.senders.iter().map(|sender| sender.value.name.as_str());
        let metrics = Arc::new(Metrics::new(targets.iter().map(Target::name), senders, clock.now()));
        let (counting, timing, kept) = (Arc::clone(&metrics), Arc::clone(&metrics), store.clone());
        store.observe(Arc::new(move |operation, took| timing.stored(operation, took)));
        let engine = Engine::new(Parts {
            store: store.clone(),
            owner,
            clock: clock.clone(),
            jobs,
            targets: Arc::clone(&targets),
            events: events.clone(),
            observer: Arc::new(move |told| {
                counting.told(told);
                if let Some(cut) = Cut::of(told) {
                    cut.count(&kept, &counting);
                }
            }),
            ids: Box::new(|| RunId::new(Uuid::now_v7().to_string())),
            pace: Pace::default(),
            outbox: Arc::clone(&outbox),
        });
        let courier = match targets.is_empty() {
            true => None,
            false => Some(Courier {
                store: store.clone(),
                targets,
                post: Arc::new(HttpPost::new().map_err(|e| {
                    Unopened::Setting(refusal(e.to_string(), "see that this machine's certificate store is readable"))
                })?),
                clock: clock.clone(),
                operator: operator.clone(),
                wake: outbox,
                told: watch::Sender::new(0),
            }),
        };
        Ok(Self {
            recipes,
            guard,
            limits: Limits {
                members: settings.group_member_limit.value,
                protected: settings.protected_groups.value.clone(),
            },
            members_by: match settings.group_members_by.value {
                Interface::Platform => By::Platform,
                Interface::Scim => By::Scim,
            },
            create_by: match settings.create_people_by.value {
                Interface::Platform => provision::By::Platform,
                Interface::Scim => provision::By::Scim,
            },
            people_limit: settings.people_limit.as_ref().map(|limit| limit.value),
            blast: BlastLimits { people: settings.batch_limit.value, percent: settings.batch_percent.value },
            external_id_authority: settings.external_id_authority.as_ref().map(|a| a.value.clone()),
            environment: DisplayText::new(match settings.practice {
                true => "practice tenant".to_owned(),
                false => settings.tenant_words().unwrap_or_else(|| "no tenant".to_owned()),
            }),
            demo: settings.practice,
            read_only: settings.console.read_only.value,
            courier_stop: CancellationToken::new(),
            delivering: std::sync::Mutex::default(),
            store,
            engine,
            metrics,
            events,
            arrived: Notify::new(),
            keeping: super::inbox::Keeping::default(),
            courier,
            clock,
            operator,
            data,
            tenant,
            house,
            following_since: std::sync::OnceLock::new(),
        })
    }
}

fn setting(error: &SettingsError) -> Unopened {
    Unopened::Setting(refusal(
        error.to_string(),
        "correct the profile or the environment variable; see `lanyard config show`",
    ))
}

fn location(settings: &Settings) -> Result<Location, ConfigError> {
    let url = settings.database_url()?;
    Ok(match &settings.database.value {
        Database::File(path) => Location::Sqlite(path.clone()),
        Database::Postgres(_) => Location::Postgres(url.expect("settings read a URL for what is not a file")),
    })
}

/// Opens the store on a thread of its own: it is read from a disk, and the future of its migrations cannot be moved
/// between threads.
async fn open_store(location: Location) -> Result<Store, Unopened> {
    let runtime = tokio::runtime::Handle::current();
    let opened = tokio::task::spawn_blocking(move || runtime.block_on(Store::open(&location))).await;
    match opened {
        Ok(store) => store.map_err(|e| Unopened::Store(store_fault(&e))),
        Err(e) => Err(Unopened::Store(refusal(format!("the store was not opened: {e}"), "report this"))),
    }
}

fn owner(data: &Path) -> Result<Owner, Unopened> {
    let host = whoami::hostname().unwrap_or_else(|_| "unknown".to_owned());
    Owner::register(data, &host, Uuid::new_v4()).map_err(|e| {
        Unopened::Store(refusal(
            format!("{} cannot be written: {e}", data.display()),
            "make the data folder writable for this account, or name another with --data-dir",
        ))
    })
}

fn targets(settings: &Settings) -> Result<Vec<Target>, Unopened> {
    let mut targets = Vec::new();
    for target in &settings.notices {
        let target = &target.value;
        let secret = settings.notice_secret(target)?;
        let events = if target.kinds.is_empty() { Events::All } else { Events::Only(target.kinds.clone()) };
        let made = Target::new(&target.name, target.url.as_str(), &secret, events)
            .map_err(|e| Unopened::Setting(refusal(e.to_string(), "correct the notice target in config.toml")))?;
        targets.push(made.of_divisions(target.divisions.clone()).with_template(template(target)?));
    }
    Ok(targets)
}

/// Reads and checks the template of a target that has one.
fn template(target: &NoticeTarget) -> Result<Option<Template>, Unopened> {
    let Some(path) = &target.template else { return Ok(None) };
    let wrong = |why: String| {
        let text = format!("the template {} of the notice target {}: {why}", path.display(), target.name);
        Unopened::Setting(refusal(text, "correct the template, or leave `template` out to send our own form"))
    };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("it cannot be read: {e}")))?;
    Template::read(&text, &target.kinds).map(Some).map_err(|e| wrong(e.to_string()))
}
