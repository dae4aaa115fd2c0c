//! The effective settings.

use super::new_profile::put_secret;
use super::{
    ConfigError, ConsoleSettings, Environment, Folders, IntakeSettings, Missing, Secret, SecretLine, SecretSource,
    Setting,
};
use crate::genesys::Hosts;
use crate::model::{DisplayText, NoticeKind, Operator};
use secrecy::ExposeSecret as _;
use std::fmt;
use std::path::{Path, PathBuf};
use url::Url;

/// Everything that is set, with where it comes from. Secrets are read when they are asked for, not before.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where things are.
    pub folders: Folders,
    /// Whether there is a `config.toml`.
    pub file_found: bool,
    /// Whether the practice tenant of this process is used.
    pub practice: bool,
    pub(super) any_profile: bool,
    /// The profile in use.
    pub profile: Option<Setting<String>>,
    /// Where the tenant is.
    pub hosts: Option<Setting<Hosts>>,
    /// The OAuth client's id.
    pub client_id: Option<Setting<String>>,
    /// The OAuth client's secret.
    pub client_secret: Option<Setting<SecretSource>>,
    /// Who acts, where the tenant does not say.
    pub operator: Setting<Operator>,
    /// The name of the recipe that is used when none is named.
    pub recipe: Setting<String>,
    /// How many people are offboarded at once.
    pub jobs: Setting<u32>,
    /// People (ids or e-mail addresses) who are never offboarded.
    pub protected_people: Setting<Vec<String>>,
    /// Groups (ids or names) whose members are never offboarded.
    pub protected_groups: Setting<Vec<String>>,
    /// People (ids or e-mail addresses) who must not be deleted.
    pub legal_hold: Setting<Vec<String>>,
    /// Roles (ids or names) of which somebody must be left.
    pub admin_roles: Setting<Vec<String>>,
    /// The most people that are offboarded as one batch without their number being given.
    pub batch_limit: Setting<u32>,
    /// The same as a share of the tenant's active people, in per cent.
    pub batch_percent: Setting<u32>,
    /// The most members that a group may have to be removed.
    pub group_member_limit: Setting<u32>,
    /// By which interface members are taken out of a group.
    pub group_members_by: Setting<Interface>,
    /// By which interface people are made.
    pub create_people_by: Setting<Interface>,
    /// The most people that the organisation may have, where it has agreed on a number.
    pub people_limit: Option<Setting<u32>>,
    /// The authority that is meant when a bare external id is given.
    pub external_id_authority: Option<Setting<String>>,
    /// Where the journal is kept.
    pub database: Setting<Database>,
    /// Who is told what.
    pub notices: Vec<Setting<NoticeTarget>>,
    /// The port on which termination events are taken.
    pub intake_port: Setting<u16>,
    /// The secret that signs termination events.
    pub webhook_secret: Option<Setting<SecretSource>>,
    /// How they are received, and from whom.
    pub intake: IntakeSettings,
    /// How the console looks and is driven, and whether this session may change anything.
    pub console: ConsoleSettings,
    /// What the operator should know about how these came together.
    pub warnings: Vec<String>,
    pub(super) environment: Environment,
}

/// One of the platform's two ways to change members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interface {
    /// The platform's own.
    Platform,
    /// SCIM (RFC 7644).
    Scim,
}

impl Interface {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Scim => "scim",
        }
    }
}

/// Where the journal is kept.
#[derive(Clone, PartialEq, Debug)]
pub enum Database {
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL database by its URL, which holds a password and so is a secret.
    Postgres(SecretSource),
}

/// Who is told what.
#[derive(Clone, Debug)]
pub struct NoticeTarget {
    /// Its name in records.
    pub name: String,
    /// Where notices are posted.
    pub url: Url,
    /// What they are signed with.
    pub secret: SecretSource,
    /// Which ones.
    pub kinds: Vec<NoticeKind>,
    /// Of people of which divisions only, by id or name; empty for all.
    pub divisions: Vec<String>,
    /// The file with the template of its bodies; none for our own form.
    pub template: Option<PathBuf>,
}

/// The operating system's account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The user's name there.
    pub user: String,
    /// The machine's name.
    pub host: String,
}

impl Account {
    /// The account of this process; `unknown` for what the operating system does not tell.
    pub fn of_process() -> Self {
        let known = |answer: whoami::Result<String>| answer.unwrap_or_else(|_| "unknown".to_owned());
        Self { user: known(whoami::username()), host: known(whoami::hostname()) }
    }

    pub(super) fn operator(&self, configured: Option<&str>) -> Operator {
        Operator {
            name: DisplayText::new(configured.unwrap_or(&self.user)),
            account: DisplayText::new(format!("{}@{}", self.user, self.host)),
            known_by: if configured.is_some() { "configured" } else { "account" }.into(),
        }
    }
}

/// What is needed to reach the tenant; complete.
pub struct Tenant {
    /// Where it is.
    pub hosts: Hosts,
    /// The OAuth client's id.
    pub client_id: String,
    /// The OAuth client's secret.
    pub client_secret: Secret,
}

impl Tenant {
    /// What is needed to reach a tenant, as somebody wrote it: a region's name or domain, or an address.
    ///
    /// # Errors
    /// Why the address cannot be used.
    pub fn read(address: &str, client_id: &str, client_secret: Secret) -> Result<Self, String> {
        Ok(Self { hosts: super::address::tenant(address)?, client_id: client_id.to_owned(), client_secret })
    }

    /// Where it is, in words.
    pub fn words(&self) -> String {
        super::address::shown(&self.hosts)
    }

    /// Keeps its secret for a profile of this name; tells in which file, where it is one.
    ///
    /// # Errors
    /// The keyring or the folder does not take it.
    pub fn keep_secret(
        &self,
        place: &SecretLine,
        folder: &Path,
        environment: &Environment,
        replace: bool,
    ) -> Result<Option<PathBuf>, ConfigError> {
        let secret = &self.client_secret;
        match place {
            SecretLine::Variable(_) => Ok(None),
            SecretLine::File(name) => put_secret(folder, name, secret.expose_secret().as_bytes(), replace).map(Some),
            SecretLine::Keyring(name) => {
                let keyring = environment.keyring();
                let another = |there: Secret| there.expose_secret() != secret.expose_secret();
                if !replace && keyring.read(name).is_ok_and(another) {
                    return Err(ConfigError::Unkept {
                        why: format!("the keyring has another secret under the name {name} already"),
                        remedy: "choose another name, or say that it is to be replaced (--replace)".to_owned(),
                    });
                }
                keyring.keep(name, secret).map(|()| None).map_err(|error| ConfigError::Unkept {
                    remedy: "keep the secret in a file or a variable of your own instead".to_owned(),
                    why: error.to_string(),
                })
            }
        }
    }
}

/// Says whether an address can be used, in words; nothing is sent.
///
/// # Errors
/// Why not.
pub fn judge_address(text: &str) -> Result<(), String> {
    super::address::tenant(text).map(drop)
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tenant({}, client {})", super::address::shown(&self.hosts), self.client_id)
    }
}

impl Settings {
    /// What is needed to reach the tenant.
    ///
    /// # Errors
    /// Names all that is missing at once, with where to set it; or says why the secret cannot be read.
    pub fn tenant(&self) -> Result<Tenant, ConfigError> {
        match (&self.hosts, &self.client_id, &self.client_secret) {
            (Some(hosts), Some(client_id), Some(secret)) => Ok(Tenant {
                hosts: hosts.value.clone(),
                client_id: client_id.value.clone(),
                client_secret: secret.value.read("the OAuth client's secret", &self.environment)?,
            }),
            (hosts, client_id, secret) => Err(ConfigError::Incomplete {
                missing: [
                    (hosts.is_none(), Missing::Address),
                    (client_id.is_none(), Missing::ClientId),
                    (secret.is_none(), Missing::ClientSecret),
                ]
                .into_iter()
                .filter_map(|(absent, what)| absent.then_some(what))
                .collect(),
            }),
        }
    }

    /// Whether nothing at all is said of any tenant, as before the first setup.
    pub fn is_new(&self) -> bool {
        let nothing = self.hosts.is_none() && self.client_id.is_none() && self.client_secret.is_none();
        nothing && self.profile.is_none() && !self.any_profile
    }

    /// Where the tenant is, in words; none if nothing says so.
    pub fn tenant_words(&self) -> Option<String> {
        self.hosts.as_ref().map(|hosts| super::address::shown(&hosts.value))
    }

    /// Reads a notice target's signing secret.
    ///
    /// # Errors
    /// It is not where the settings say that it is.
    pub fn notice_secret(&self, target: &NoticeTarget) -> Result<Secret, ConfigError> {
        target.secret.read("the secret that signs notices", &self.environment)
    }

    /// Reads the URL of the PostgreSQL database, where one is set.
    ///
    /// # Errors
    /// It is not where the settings say that it is.
    pub fn database_url(&self) -> Result<Option<Secret>, ConfigError> {
        match &self.database.value {
            Database::File(_) => Ok(None),
            Database::Postgres(source) => source.read("the database's URL", &self.environment).map(Some),
        }
    }

    /// Reads the secret that signs termination events, where one is set.
    ///
    /// # Errors
    /// It is not where the settings say that it is.
    pub fn read_webhook_secret(&self) -> Result<Option<Secret>, ConfigError> {
        let source = self.webhook_secret.as_ref();
        source.map(|s| s.value.read("the secret that signs termination events", &self.environment)).transpose()
    }
}
