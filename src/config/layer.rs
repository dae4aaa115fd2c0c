//! The settings that may stand at the top of the file and again in each profile.

use super::address;
use super::console::{self, ConsoleLayer};
use super::intake::{self, IntakeLayer};
use super::reader::{At, Section};
use super::secret::SecretSource;
use super::settings::Interface;
use crate::genesys::Hosts;
use crate::model::{NoticeKind, PipelineKind};
use std::path::{Path, PathBuf};
use url::Url;

/// The smallest and the largest number of people offboarded at once.
pub(super) const JOBS: (u32, u32) = (1, 64);

/// One place's settings, each with its line.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) hosts: Option<At<Hosts>>,
    pub(super) client_id: Option<At<String>>,
    pub(super) client_secret: Option<At<SecretSource>>,
    pub(super) operator: Option<At<String>>,
    pub(super) recipe: Option<At<String>>,
    pub(super) jobs: Option<At<u32>>,
    pub(super) protected_people: Option<At<Vec<String>>>,
    pub(super) protected_groups: Option<At<Vec<String>>>,
    pub(super) legal_hold: Option<At<Vec<String>>>,
    pub(super) admin_roles: Option<At<Vec<String>>>,
    pub(super) batch_limit: Option<At<u32>>,
    pub(super) batch_percent: Option<At<u32>>,
    pub(super) group_member_limit: Option<At<u32>>,
    pub(super) group_members_by: Option<At<Interface>>,
    pub(super) create_people_by: Option<At<Interface>>,
    pub(super) people_limit: Option<At<u32>>,
    pub(super) external_id_authority: Option<At<String>>,
    pub(super) database: Option<At<DatabasePlace>>,
    pub(super) intake_port: Option<At<u32>>,
    pub(super) webhook_secret: Option<At<SecretSource>>,
    pub(super) intake: IntakeLayer,
    pub(super) console: ConsoleLayer,
    pub(super) notices: Option<At<Vec<NoticePlace>>>,
}

/// Where the journal is to be kept.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum DatabasePlace {
    File(String),
    Url(SecretSource),
}

/// One `[[notices]]` table.
#[derive(Clone, Debug)]
pub(super) struct NoticePlace {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) secret: SecretSource,
    pub(super) kinds: Vec<NoticeKind>,
    pub(super) divisions: Vec<String>,
    pub(super) template: Option<PathBuf>,
    pub(super) line: usize,
}

/// Reads the settings of one place. The caller may ask the section for more before it finishes it.
pub(super) fn read(section: &Section<'_>, folder: &Path) -> Layer {
    Layer {
        hosts: hosts(section),
        client_id: section.text("client_id"),
        client_secret: client_secret(section, folder),
        operator: section.text("operator"),
        recipe: section.text("recipe"),
        jobs: section.number("jobs", JOBS.0, JOBS.1),
        protected_people: section.list("protected_people"),
        protected_groups: section.list("protected_groups"),
        legal_hold: section.list("legal_hold"),
        admin_roles: section.list("admin_roles"),
        batch_limit: section.number("batch_limit", 1, 1_000_000),
        batch_percent: section.number("batch_percent", 1, 100),
        group_member_limit: section.number("group_member_limit", 1, 1_000_000),
        group_members_by: interface(section, "group_members_by"),
        create_people_by: interface(section, "create_people_by"),
        people_limit: section.number("people_limit", 1, 100_000_000),
        external_id_authority: section.text("external_id_authority"),
        database: database(section, folder),
        intake_port: section.number("intake_port", 1, 65_535),
        webhook_secret: secret(section, folder, "webhook_secret_env", "webhook_secret_file"),
        intake: intake::read(section, folder),
        console: console::read(section),
        notices: notices(section, folder),
    }
}

fn interface(section: &Section<'_>, name: &'static str) -> Option<At<Interface>> {
    let At { value, line } = section.text(name)?;
    match [Interface::Platform, Interface::Scim].into_iter().find(|i| i.as_str() == value) {
        Some(value) => Some(At { value, line }),
        None => {
            section.problem(line, format!("`{}` is no interface; there are: platform, scim", value.escape_debug()));
            None
        }
    }
}

fn hosts(section: &Section<'_>) -> Option<At<Hosts>> {
    let (region, api, login) = (section.text("region"), section.text("api"), section.text("login"));
    let (name, line, read) = match (region, api, login) {
        (Some(region), None, None) => ("region", region.line, address::region(&region.value)),
        (None, Some(api), None) => ("api", api.line, address::pair(&api.value, None)),
        (None, Some(api), Some(login)) => ("api", api.line, address::pair(&api.value, Some(&login.value))),
        (Some(region), ..) => {
            section.problem(region.line, "give either `region` or `api` with `login`, not both");
            return None;
        }
        (None, None, Some(login)) => {
            section.problem(login.line, "`login` needs `api` beside it");
            return None;
        }
        (None, None, None) => return None,
    };
    match read {
        Ok(value) => Some(At { value, line }),
        Err(why) => {
            section.problem(line, format!("`{name}` cannot be used: {why}"));
            None
        }
    }
}

fn notice_url(section: &Section<'_>) -> Option<At<Url>> {
    let At { value, line } = section.text("url")?;
    match address::notice(&value) {
        Ok(value) => Some(At { value, line }),
        Err(why) => {
            section.problem(line, format!("`url` cannot be used: {why}"));
            None
        }
    }
}

/// The one secret that may be in the keyring: services have their secrets in files or variables.
fn client_secret(section: &Section<'_>, folder: &Path) -> Option<At<SecretSource>> {
    let elsewhere = secret(section, folder, "client_secret_env", "client_secret_file");
    let Some(At { value, line }) = section.text("client_secret_keyring") else { return elsewhere };
    if elsewhere.is_some() {
        section.problem(line, "give either `client_secret_keyring`, `client_secret_file` or `client_secret_env`");
    }
    Some(At { value: SecretSource::Keyring(value), line })
}

pub(super) fn secret(
    section: &Section<'_>,
    folder: &Path,
    variable: &'static str,
    file: &'static str,
) -> Option<At<SecretSource>> {
    match (section.text(variable), section.text(file)) {
        (Some(At { value, line }), other) => {
            if let Some(other) = other {
                section.problem(other.line, format!("give either `{variable}` or `{file}`, not both"));
            }
            Some(At { value: SecretSource::Variable(value), line })
        }
        (None, Some(At { value, line })) => Some(At { value: SecretSource::File(folder.join(value)), line }),
        (None, None) => None,
    }
}

fn database(section: &Section<'_>, folder: &Path) -> Option<At<DatabasePlace>> {
    let file = section.text("database_file");
    let url = secret(section, folder, "database_url_env", "database_url_file");
    match (file, url) {
        (Some(file), Some(_)) => {
            section.problem(file.line, "give either `database_file` or `database_url_…`, not both");
            None
        }
        (Some(At { value, line }), None) => Some(At { value: DatabasePlace::File(value), line }),
        (None, Some(At { value, line })) => Some(At { value: DatabasePlace::Url(value), line }),
        (None, None) => None,
    }
}

fn notices(section: &Section<'_>, folder: &Path) -> Option<At<Vec<NoticePlace>>> {
    let tables = section.tables("notices")?;
    let mut places: Vec<NoticePlace> = Vec::new();
    for table in tables.value {
        let line = table.line();
        let name = table.text("name");
        let url = notice_url(&table);
        let secret = secret(&table, folder, "secret_env", "secret_file");
        let kinds = kinds(&table);
        let divisions = table.list("divisions").map(|at| at.value).unwrap_or_default();
        let template = table.text("template").map(|at| folder.join(at.value));
        for (absent, word) in [
            (name.is_none(), "`name`"),
            (url.is_none(), "a usable `url`"),
            (secret.is_none(), "`secret_env` or `secret_file`"),
        ] {
            if absent {
                table.problem(line, format!("this [[notices]] needs {word}"));
            }
        }
        if let (Some(name), Some(url), Some(secret)) = (name, url, secret) {
            if places.iter().any(|p| p.name == name.value) {
                table.problem(name.line, format!("another [[notices]] is called `{}`", name.value.escape_debug()));
            }
            let (name, url, secret) = (name.value, url.value, secret.value);
            places.push(NoticePlace { name, url, secret, kinds, divisions, template, line });
        }
        table.finish();
    }
    Some(At { value: places, line: tables.line })
}

/// The kinds that `events` lists, else those that are told unasked; of them those of the `pipelines` and of the `outcome`.
fn kinds(table: &Section<'_>) -> Vec<NoticeKind> {
    let (events, pipelines) = (table.list("events"), table.list("pipelines"));
    let outcome = table.text("outcome");
    let mut kinds = match events {
        Some(at) => known(table, at, NoticeKind::ALL.map(|kind| (kind.as_str(), kind)).as_slice(), "an event"),
        None => NoticeKind::ALL.into_iter().filter(|kind| kind.is_told_unasked()).collect(),
    };
    if let Some(at) = pipelines {
        let jobs = known(table, at, PipelineKind::ALL.map(|job| (job.as_str(), job)).as_slice(), "a pipeline");
        kinds.retain(|kind| kind.pipeline().is_some_and(|job| jobs.contains(&job)));
    }
    match outcome.as_ref().map(|at| (at.value.as_str(), at.line)) {
        None => {}
        Some(("done", _)) => kinds.retain(|kind| !kind.is_failure()),
        Some(("failed", _)) => kinds.retain(|kind| kind.is_failure()),
        Some((other, line)) => {
            table.problem(line, format!("`{}` is no outcome; there are: done, failed", other.escape_debug()));
        }
    }
    if kinds.is_empty() {
        table.problem(table.line(), "this [[notices]] would be told nothing: no event is left by its filters");
    }
    kinds
}

/// What the words of a list mean; a word that means nothing is a problem.
fn known<T: Copy>(table: &Section<'_>, words: At<Vec<String>>, all: &[(&str, T)], what: &str) -> Vec<T> {
    let At { value: words, line } = words;
    let mut found = Vec::new();
    for word in words {
        match all.iter().find(|(name, _)| *name == word) {
            Some((_, meant)) => found.push(*meant),
            None => {
                let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
                let text = format!("`{}` is not {what}; there are: {}", word.escape_debug(), names.join(", "));
                table.problem(line, text);
            }
        }
    }
    found
}
